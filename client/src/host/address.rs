//! The address by which others on the local network reach this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

/// Addresses that lead out of this machine in one kind of network or another. Nothing is ever sent to them: the system only says
/// from which address of its own it would be.
const OUTSIDE: [Ipv4Addr; 4] =
    [Ipv4Addr::new(192, 0, 2, 1), Ipv4Addr::new(192, 168, 0, 1), Ipv4Addr::new(10, 0, 0, 1), Ipv4Addr::new(172, 16, 0, 1)];
const ANY_PORT: u16 = 9;

/// How others write the address of a server that listens here; none if only this machine reaches it, or nothing is known.
pub(super) fn for_others(listen: SocketAddr) -> Option<String> {
    let ip = if listen.ip().is_unspecified() { OUTSIDE.into_iter().find_map(own_towards)? } else { listen.ip() };
    (!ip.is_loopback()).then(|| SocketAddr::new(ip, listen.port()).to_string())
}

fn own_towards(outside: Ipv4Addr) -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((outside, ANY_PORT)).ok()?;
    let own = socket.local_addr().ok()?.ip();
    (!own.is_unspecified() && !own.is_loopback()).then_some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_this_machine_reaches_is_told_to_nobody_and_a_chosen_address_is_told_as_it_is() {
        assert_eq!(for_others("127.0.0.1:4443".parse().unwrap()), None);
        assert_eq!(for_others("[::1]:4443".parse().unwrap()), None);
        assert_eq!(for_others("192.168.1.20:4443".parse().unwrap()).as_deref(), Some("192.168.1.20:4443"));
        assert_eq!(for_others("[fd00::5]:80".parse().unwrap()).as_deref(), Some("[fd00::5]:80"));
    }

    #[test]
    fn for_all_addresses_one_is_found_that_is_not_this_machine_alone_if_there_is_a_network() {
        let told = for_others("0.0.0.0:4443".parse().unwrap());
        assert!(told.is_none_or(|told| told.ends_with(":4443") && !told.starts_with("0.") && !told.starts_with("127.")));
    }
}
