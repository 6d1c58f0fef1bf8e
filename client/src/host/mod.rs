//! This program's own server: on loopback when no server is named, for others with `--host`. Without the feature `host`, nothing.

mod address;
#[cfg(feature = "host")]
mod own;

use crate::config::{Config, Server};
use crate::net::Home;

/// The server inside this program, if there is one. Ends with [`Host::end`].
pub(crate) struct Host {
    #[cfg(feature = "host")]
    own: Option<own::Own>,
}

impl Host {
    /// No server.
    pub(crate) const fn none() -> Self {
        Self {
            #[cfg(feature = "host")]
            own: None,
        }
    }

    /// Starts the server that the configuration asks for. With `--host`, waits until it serves.
    ///
    /// # Errors
    /// With `--host`: why it cannot serve. Without, the game goes on and says so in its own window.
    #[cfg(feature = "host")]
    pub(crate) fn start(config: &Config) -> anyhow::Result<Self> {
        use std::net::{Ipv4Addr, SocketAddr};
        let folder = config.data_dir.as_deref();
        let own = match (&config.server, folder) {
            (Server::Own, Some(folder)) => Some(own::Own::start(folder, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?),
            (Server::Host(addr), Some(folder)) => {
                let own = own::Own::start(folder, *addr)?;
                own.wait()?;
                Some(own)
            }
            (Server::At(_) | Server::Nowhere, _) | (Server::Own | Server::Host(_), None) => None,
        };
        Ok(Self { own })
    }

    /// Without the feature there is nothing to start.
    #[cfg(not(feature = "host"))]
    #[expect(clippy::unnecessary_wraps, reason = "with the feature it can fail")]
    pub(crate) const fn start(_: &Config) -> anyhow::Result<Self> {
        Ok(Self::none())
    }

    /// How others reach the server of this program, as they write it; none unless it is there for others.
    pub(crate) fn address(config: &Config) -> Option<String> {
        match &config.server {
            Server::Host(listen) => address::for_others(*listen),
            Server::At(_) | Server::Own | Server::Nowhere => None,
        }
    }

    /// Where the network finds its server.
    pub(crate) fn home(&self, config: &Config) -> Home {
        match &config.server {
            Server::At(url) => Home::At(url.clone()),
            Server::Own | Server::Host(_) => self.own_home(),
            Server::Nowhere => Home::Nowhere,
        }
    }

    #[cfg(feature = "host")]
    fn own_home(&self) -> Home {
        self.own.as_ref().map_or(Home::Nowhere, |own| Home::Own(own.state()))
    }

    #[cfg(not(feature = "host"))]
    const fn own_home(&self) -> Home {
        Home::Nowhere
    }

    /// Ends the server gracefully.
    pub(crate) fn end(self) {
        #[cfg(feature = "host")]
        if let Some(own) = self.own {
            own.end();
        }
    }
}
