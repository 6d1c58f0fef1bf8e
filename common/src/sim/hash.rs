//! FNV-1a in 64 bits over little-endian fields: the same on every machine. Against errors, not against forgers.

/// A hash that grows with what is written to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fnv(u64);

impl Fnv {
    pub(crate) const fn new() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }

    pub(crate) fn u8(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }

    pub(crate) fn u16(&mut self, value: u16) {
        value.to_le_bytes().into_iter().for_each(|byte| self.u8(byte));
    }

    pub(crate) fn u32(&mut self, value: u32) {
        value.to_le_bytes().into_iter().for_each(|byte| self.u8(byte));
    }

    pub(crate) fn i32(&mut self, value: i32) {
        value.to_le_bytes().into_iter().for_each(|byte| self.u8(byte));
    }

    pub(crate) fn u64(&mut self, value: u64) {
        value.to_le_bytes().into_iter().for_each(|byte| self.u8(byte));
    }

    pub(crate) const fn finish(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        let mut hash = Fnv::new();
        b"foobar".iter().for_each(|&byte| hash.u8(byte));
        assert_eq!(hash.finish(), 0x8594_4171_F739_67E8);
    }
}
