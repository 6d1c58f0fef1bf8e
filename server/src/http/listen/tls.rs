//! TLS from a certificate and its key.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::TlsFiles;

/// Makes connections private.
#[derive(Clone)]
pub(crate) struct Tls(TlsAcceptor);

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// Which file is not as it should be, and why.
    pub(crate) fn read(files: &TlsFiles) -> anyhow::Result<Self> {
        let chain = chain(&files.cert).with_context(|| {
            format!(
                "cannot use the certificate {}; --tls-cert wants a readable PEM file with the chain, the server's own first",
                files.cert.display()
            )
        })?;
        let key = PrivateKeyDer::from_pem_file(&files.key)
            .with_context(|| format!("cannot use the key {}; --tls-key wants a readable PEM file", files.key.display()))?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .with_context(|| {
                format!("the certificate {} and the key {} do not belong together", files.cert.display(), files.key.display())
            })?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    pub(super) async fn accept(&self, tcp: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        self.0.accept(tcp).await
    }
}

fn chain(path: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let chain = CertificateDer::pem_file_iter(path)?.collect::<Result<Vec<_>, _>>()?;
    anyhow::ensure!(!chain.is_empty(), "it has no certificate in it");
    Ok(chain)
}
