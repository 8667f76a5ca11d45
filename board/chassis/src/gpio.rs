//! Relay, button and lights on GPIO lines, through the kernel's character device (uAPI v2, by `gpiocdev`).

use crate::error::Error;
use gpiocdev::Request;
use gpiocdev::line::{Bias, Value};
use huisclos_operator::{Colour, Lights};

/// A GPIO line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// `/dev/gpiochip0`.
    pub chip: String,
    /// Its number on the chip.
    pub line: u32,
    /// True when 0 V means on.
    pub active_low: bool,
}

impl Pin {
    fn device(&self) -> String {
        format!("{}:{}", self.chip, self.line)
    }

    fn failed(&self, operation: &'static str) -> impl FnOnce(gpiocdev::Error) -> Error + use<> {
        let device = self.device();
        move |reason| Error::Gpio { device, operation, reason: reason.to_string() }
    }

    fn output(&self, value: Value) -> Result<Request, Error> {
        let mut wanted = Request::builder();
        wanted.on_chip(&self.chip).with_consumer("huisclos").with_line(self.line);
        if self.active_low {
            wanted.as_active_low();
        }
        wanted.as_output(value).request().map_err(self.failed("la prise de la sortie"))
    }

    fn input(&self) -> Result<Request, Error> {
        let mut wanted = Request::builder();
        wanted.on_chip(&self.chip).with_consumer("huisclos").with_line(self.line).as_input();
        if self.active_low {
            wanted.as_active_low().with_bias(Bias::PullUp);
        }
        wanted.request().map_err(self.failed("la prise de l'entrée"))
    }
}

fn value(on: bool) -> Value {
    if on { Value::Active } else { Value::Inactive }
}

/// The bypass relay. Powered, the box holds the line; unpowered, handset and line are joined. Taken unpowered: a box
/// that starts takes the telephone from nobody.
pub struct Relay {
    pin: Pin,
    request: Request,
}

impl Relay {
    /// Takes the relay's line, unpowered.
    ///
    /// # Errors
    /// The chip and line.
    pub fn open(pin: Pin) -> Result<Self, Error> {
        let request = pin.output(Value::Inactive)?;
        Ok(Self { pin, request })
    }

    /// Takes the telephone line for the box, or gives it back to the handset.
    ///
    /// # Errors
    /// The chip and line.
    pub fn hold_line(&self, held: bool) -> Result<(), Error> {
        let set = self.request.set_value(self.pin.line, value(held));
        set.map(|_| ()).map_err(self.pin.failed("la commande du relais"))
    }
}

/// The front button, read at each turn of the display's loop.
pub struct Button {
    pin: Pin,
    request: Request,
    was: bool,
}

impl Button {
    /// Takes the button's line.
    ///
    /// # Errors
    /// The chip and line.
    pub fn open(pin: Pin) -> Result<Self, Error> {
        let request = pin.input()?;
        Ok(Self { pin, request, was: false })
    }

    /// True once for each press.
    ///
    /// # Errors
    /// The chip and line.
    pub fn pressed(&mut self) -> Result<bool, Error> {
        let now = self.request.value(self.pin.line).map_err(self.pin.failed("la lecture du bouton"))? == Value::Active;
        Ok(now && !std::mem::replace(&mut self.was, now))
    }
}

/// Three lights, each of a green and a red lamp; both make orange.
pub struct Lamps {
    lamps: Vec<(Pin, Request)>,
}

impl Lamps {
    /// Takes the lamps: green and red of health, of call, of privacy.
    ///
    /// # Errors
    /// The chip and line.
    pub fn open(pins: [Pin; 6]) -> Result<Self, Error> {
        let taken = pins.into_iter().map(|pin| {
            let request = pin.output(Value::Inactive)?;
            Ok((pin, request))
        });
        Ok(Self { lamps: taken.collect::<Result<_, Error>>()? })
    }

    /// Lights them.
    ///
    /// # Errors
    /// The chip and line of the first that failed; the others are lit.
    pub fn show(&self, lights: Lights) -> Result<(), Error> {
        let mut first = Ok(());
        for ((pin, request), on) in self.lamps.iter().zip(lamps(lights)) {
            let set = request.set_value(pin.line, value(on)).map(|_| ()).map_err(pin.failed("la commande du voyant"));
            first = first.and(set);
        }
        first
    }
}

/// Green and red of each light.
fn lamps(lights: Lights) -> [bool; 6] {
    let green = |c| matches!(c, Colour::Green | Colour::Orange);
    let red = |c| matches!(c, Colour::Red | Colour::Orange);
    let Lights { health, call, privacy } = lights;
    [green(health), red(health), green(call), red(call), green(privacy), red(privacy)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orange_is_both() {
        let lights = Lights { health: Colour::Orange, call: Colour::Off, privacy: Colour::Green };
        assert_eq!(lamps(lights), [true, true, false, false, true, false]);
        let lights = Lights { health: Colour::Red, call: Colour::Green, privacy: Colour::Off };
        assert_eq!(lamps(lights), [false, true, true, false, false, false]);
    }

    #[test]
    fn a_chip_that_is_not_there_is_named() {
        let pin = || Pin { chip: "/dev/gpiochip99".into(), line: 17, active_low: true };
        for failed in [Relay::open(pin()).err(), Button::open(pin()).err()] {
            let said = failed.map(|e| e.to_string()).unwrap_or_default();
            assert!(said.contains("/dev/gpiochip99:17") && said.contains("vérifiez"), "{said}");
        }
    }
}
