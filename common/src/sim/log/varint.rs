//! Reading and writing the numbers of a log file: seven bits to a byte, the least significant first.

use super::LogError;

/// Bytes of the longest number, a `u64`.
const VARINT_BYTES_MAX: u32 = 10;

pub(super) fn write(bytes: &mut Vec<u8>, mut value: u64) {
    while let (low, true) = ((value & 0x7F) as u8, value > 0x7F) {
        bytes.push(low | 0x80);
        value >>= 7;
    }
    bytes.push((value & 0x7F) as u8);
}

/// Takes a file apart from its beginning. What is missing or overlong is `Damaged`.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl Reader<'_> {
    pub(super) fn bytes<const N: usize>(&mut self) -> Result<[u8; N], LogError> {
        let (head, tail) = self.0.split_first_chunk().ok_or(LogError::Damaged)?;
        self.0 = tail;
        Ok(*head)
    }

    pub(super) fn u8(&mut self) -> Result<u8, LogError> {
        self.bytes::<1>().map(|[byte]| byte)
    }

    pub(super) fn varint(&mut self) -> Result<u64, LogError> {
        let mut value = 0_u64;
        for place in 0..VARINT_BYTES_MAX {
            let byte = self.u8()?;
            let part = u64::from(byte & 0x7F);
            if (part << (7 * place)) >> (7 * place) != part {
                return Err(LogError::Damaged);
            }
            value |= part << (7 * place);
            if byte < 0x80 {
                // One number has one spelling.
                return if byte == 0 && place > 0 { Err(LogError::Damaged) } else { Ok(value) };
            }
        }
        Err(LogError::Damaged)
    }

    pub(super) fn u32(&mut self) -> Result<u32, LogError> {
        u32::try_from(self.varint()?).map_err(|_| LogError::Damaged)
    }
}
