//! Values of the metadata.

use super::cursor::Cursor;
use std::ops::Range;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Any whole or broken number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// The place of a text in the file.
    Text(Range<usize>),
    /// Many values of one kind, left in the file.
    List(List),
}

/// A list that was walked once and lies in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    of: u32,
    count: usize,
    at: usize,
}

const FLAG: u32 = 7;
const TEXT: u32 = 8;
const LIST: u32 = 9;

/// Bytes of a number of a type of the specification; `None` for other types.
fn number_bytes(of: u32) -> Option<usize> {
    Some(match of {
        0 | 1 | FLAG => 1,
        2 | 3 => 2,
        4..=6 => 4,
        10..=12 => 8,
        _ => return None,
    })
}

fn number(at: &mut Cursor, of: u32) -> Result<f64, String> {
    Ok(match of {
        0 | FLAG => f64::from(at.number::<1>()?[0]),
        1 => f64::from(i8::from_le_bytes(at.number()?)),
        2 => f64::from(u16::from_le_bytes(at.number()?)),
        3 => f64::from(i16::from_le_bytes(at.number()?)),
        4 => f64::from(u32::from_le_bytes(at.number()?)),
        5 => f64::from(i32::from_le_bytes(at.number()?)),
        6 => f64::from(f32::from_le_bytes(at.number()?)),
        10 => u64::from_le_bytes(at.number()?) as f64,
        11 => i64::from_le_bytes(at.number()?) as f64,
        12 => f64::from_le_bytes(at.number()?),
        other => return Err(format!("a value is of type {other}, which does not exist")),
    })
}

/// Reads one value.
pub(super) fn read(at: &mut Cursor) -> Result<Value, String> {
    match at.u32()? {
        FLAG => match at.number::<1>()?[0] {
            0 => Ok(Value::Flag(false)),
            1 => Ok(Value::Flag(true)),
            other => Err(format!("a flag is {other}, neither 0 nor 1")),
        },
        TEXT => Ok(Value::Text(at.text_place()?)),
        LIST => {
            let of = at.u32()?;
            let count = at.u64()?;
            // A text is eight bytes of length at least. A list of lists is no use to any model, and nests without end.
            let each = match of {
                TEXT => 8,
                LIST => return Err("a list holds lists".into()),
                other => {
                    number_bytes(other).ok_or_else(|| format!("a list is of type {other}, which does not exist"))?
                }
            };
            let count = at.at_most(count, each, "entries of a list")?;
            let start = at.at();
            if of == TEXT {
                for _ in 0..count {
                    at.text_place()?;
                }
            } else {
                at.skip(count * each)?;
            }
            Ok(Value::List(List { of, count, at: start }))
        }
        other => Ok(Value::Number(number(at, other)?)),
    }
}

impl List {
    fn cursor<'a>(&self, file: &'a [u8]) -> Result<Cursor<'a>, String> {
        let mut at = Cursor::new(file);
        at.skip(self.at)?;
        Ok(at)
    }

    /// The texts of a list of texts.
    pub(super) fn texts<'a>(&self, file: &'a [u8]) -> Result<Vec<&'a str>, String> {
        if self.of != TEXT {
            return Err("is no list of texts".into());
        }
        let mut at = self.cursor(file)?;
        (0..self.count)
            .map(|_| {
                let place = at.text_place()?;
                std::str::from_utf8(&file[place]).map_err(|_| "is not UTF-8".to_string())
            })
            .collect()
    }

    /// The numbers of a list of numbers.
    pub(super) fn numbers(&self, file: &[u8]) -> Result<Vec<f32>, String> {
        if self.of == TEXT {
            return Err("is no list of numbers".into());
        }
        let mut at = self.cursor(file)?;
        (0..self.count).map(|_| Ok(number(&mut at, self.of)? as f32)).collect()
    }
}
