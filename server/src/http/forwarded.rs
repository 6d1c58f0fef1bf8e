//! Whose request it is when it comes through a proxy.

use std::net::IpAddr;

use http::HeaderMap;

/// The address of the client: of the other end, or, if that is a proxy that is trusted, the one that it forwards.
pub(super) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let hops = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let hops: Vec<Option<IpAddr>> = hops.map(|hop| hop.trim().parse::<IpAddr>().ok().map(|hop| hop.to_canonical())).collect();
    // From the right, because only what trusted proxies added can be believed.
    let first_stranger = hops.into_iter().rev().find(|hop| hop.is_none_or(|hop| !trusted.contains(&hop)));
    first_stranger.flatten().unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_trusted_proxy_adds_is_believed() {
        let ip = |raw: &str| raw.parse::<IpAddr>().unwrap();
        let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
        let client_of = |peer: &str, forwarded: &str| {
            let headers = HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), forwarded.parse().unwrap())]);
            client(ip(peer), &headers, &trusted)
        };
        assert_eq!(client_of("192.0.2.1", "1.1.1.1"), ip("192.0.2.1"), "a stranger cannot say who it is");
        assert_eq!(client_of("10.0.0.1", "192.0.2.7"), ip("192.0.2.7"));
        assert_eq!(client_of("10.0.0.1", "1.1.1.1, 192.0.2.7, 10.0.0.2"), ip("192.0.2.7"), "what the client made up is passed over");
        assert_eq!(client_of("10.0.0.1", "nonsense"), ip("10.0.0.1"));
        assert_eq!(client(ip("10.0.0.1"), &HeaderMap::new(), &trusted), ip("10.0.0.1"));
    }
}
