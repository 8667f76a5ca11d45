//! A headset or a microphone and a loudspeaker, through cpal. Its callbacks run in cpal's own two threads and do nothing but
//! move samples through two bounded rings; the line's thread is the only one that waits.

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, FromSample, I24, Sample, SampleFormat, SizedSample, StreamConfig, SupportedBufferSize};
use cpal::{ErrorKind, SupportedStreamConfigRange};
use huisclos_ports::{FRAME_MS, Frame};
use huisclos_tones::queue::Send;
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use crate::duplex::Duplex;
use crate::error::Error;
use crate::outlet::{MOST, Outlet};
use crate::rates::{Down, RATES_HZ, Up};

/// The microphone's direction, and the loudspeaker's, as people are told of them.
const MICROPHONE: &str = "le micro";
const LOUDSPEAKER: &str = "l'écouteur";
/// Heard and not yet taken: 640 ms, as on a telephone card. A line's thread that comes later loses what is over.
const HEARD_FRAMES: usize = 32;
/// Frames that fit towards the loudspeaker: more than are ever put.
const SAID_FRAMES: usize = 2 * MOST as usize;
/// A card that gives nothing for that long is gone.
const STILL: Duration = Duration::from_secs(2);
/// Devices that are named to who asked for another: a screen full.
const NAMED_MAX: usize = 12;

/// What the callbacks tell the line.
#[derive(Default)]
struct Told {
    /// The line's thread, which is woken when sound came.
    line: OnceLock<Thread>,
    /// Times that sound came and nobody had taken the last, and that the card itself lost some.
    lost: AtomicU64,
    /// Why the device is gone.
    gone: Mutex<Option<String>>,
}

impl Told {
    fn failed(&self, error: &cpal::Error) {
        match error.kind() {
            ErrorKind::Xrun => {
                self.lost.fetch_add(1, Ordering::Relaxed);
            }
            // The sound goes on.
            ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => {}
            _ => *self.gone.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string()),
        }
    }
}

/// A desk's two directions.
pub struct Desk {
    device: String,
    told: Arc<Told>,
    heard: Consumer<f32>,
    said: Producer<f32>,
    down: Down,
    up: Up,
    outlet: Outlet,
    /// The streams live as long as this; the line's thread never touches them.
    _streams: [cpal::Stream; 2],
}

impl Desk {
    /// Opens a device in both directions.
    ///
    /// # Errors
    /// No such device, no usable rate, or another program has it.
    pub fn open(device: &str) -> Result<Self, Error> {
        let host = cpal::default_host();
        let none = |direction| Error::Open { device: device.into(), direction, reason: "il n'y en a pas".into() };
        let (microphone, loudspeaker) = if device == "default" {
            let microphone = host.default_input_device().ok_or_else(|| none(MICROPHONE))?;
            (microphone, host.default_output_device().ok_or_else(|| none(LOUDSPEAKER))?)
        } else {
            (found(&host, device)?, found(&host, device)?)
        };
        let failed =
            |direction| move |e: cpal::Error| Error::Open { device: device.into(), direction, reason: e.to_string() };
        let format = |direction| Error::Format { device: device.into(), direction };
        let ranges = microphone.supported_input_configs().map_err(failed(MICROPHONE))?;
        let (hears, hears_in) = best(ranges).ok_or_else(|| format(MICROPHONE))?;
        let ranges = loudspeaker.supported_output_configs().map_err(failed(LOUDSPEAKER))?;
        let (says, says_in) = best(ranges).ok_or_else(|| format(LOUDSPEAKER))?;
        let down = Down::new(hears.sample_rate).map_err(|_| format(MICROPHONE))?;
        let up = Up::new(says.sample_rate).map_err(|_| format(LOUDSPEAKER))?;
        let (into_heard, heard) = RingBuffer::new(HEARD_FRAMES * down.samples());
        let (said, from_said) = RingBuffer::new(SAID_FRAMES * up.samples());
        let told = Arc::new(Told::default());
        let input = match hears_in {
            SampleFormat::F32 => listen::<f32>(&microphone, hears, into_heard, &told),
            SampleFormat::I16 => listen::<i16>(&microphone, hears, into_heard, &told),
            SampleFormat::I24 => listen::<I24>(&microphone, hears, into_heard, &told),
            _ => listen::<i32>(&microphone, hears, into_heard, &told),
        };
        let input = input.map_err(failed(MICROPHONE))?;
        let output = match says_in {
            SampleFormat::F32 => speak::<f32>(&loudspeaker, says, from_said, &told),
            SampleFormat::I16 => speak::<i16>(&loudspeaker, says, from_said, &told),
            SampleFormat::I24 => speak::<I24>(&loudspeaker, says, from_said, &told),
            _ => speak::<i32>(&loudspeaker, says, from_said, &told),
        };
        let output = output.map_err(failed(LOUDSPEAKER))?;
        input.play().map_err(failed(MICROPHONE))?;
        output.play().map_err(failed(LOUDSPEAKER))?;
        let (device, outlet, streams) = (device.to_string(), Outlet::default(), [input, output]);
        Ok(Self { device, told, heard, said, down, up, outlet, _streams: streams })
    }

    fn say(&mut self, frame: &Frame) {
        let samples = self.up.frame(frame);
        let waiting = self.said.buffer().capacity() - self.said.slots();
        let before = match self.outlet.next(waiting, samples.len()) {
            Send::Not => return,
            Send::It => 0,
            Send::After(silence) => silence as usize * samples.len(),
        };
        for sample in std::iter::repeat_n(0.0, before).chain(samples) {
            // There is room for twice what is ever put.
            let _ = self.said.push(sample);
        }
    }
}

impl Duplex for Desk {
    fn exchange(&mut self, say: &Frame) -> Result<Frame, Error> {
        self.told.line.get_or_init(thread::current);
        let asked = Instant::now();
        let wanted = self.down.samples();
        while self.heard.slots() < wanted {
            if let Some(reason) = self.told.gone.lock().unwrap_or_else(PoisonError::into_inner).take() {
                return Err(Error::Sound { device: self.device.clone(), operation: "entendre et parler", reason });
            }
            if asked.elapsed() >= STILL {
                let ms = u64::try_from(STILL.as_millis()).unwrap_or(u64::MAX);
                return Err(Error::Still { device: self.device.clone(), ms });
            }
            thread::park_timeout(Duration::from_millis(FRAME_MS));
        }
        let mono: Vec<f32> = (0..wanted).map_while(|_| self.heard.pop().ok()).collect();
        self.say(say);
        Ok(self.down.frame(&mono))
    }

    fn lost(&self) -> u64 {
        self.told.lost.load(Ordering::Relaxed) + self.outlet.lost()
    }
}

/// `hw:1`, `plughw:Headset,0` as cpal lists them.
fn canonical(device: &str) -> String {
    let Some((plugin, rest)) = device.split_once(':').filter(|(plugin, _)| matches!(*plugin, "hw" | "plughw")) else {
        return device.into();
    };
    if rest.contains('=') {
        return device.into();
    }
    let (card, number) = rest.split_once(',').unwrap_or((rest, "0"));
    format!("{plugin}:CARD={card},DEV={number}")
}

fn found(host: &cpal::Host, device: &str) -> Result<cpal::Device, Error> {
    let refused = |reason: String| Error::NoSuch { device: device.into(), known: reason };
    let wanted = canonical(device);
    let mut known = Vec::new();
    for one in host.devices().map_err(|e| refused(e.to_string()))? {
        let Ok(id) = one.id() else { continue };
        let described = one.description().is_ok_and(|description| description.name() == device);
        if id.id() == wanted || id.id() == device || described {
            return Ok(one);
        }
        known.push(id.id().to_string());
    }
    known.truncate(NAMED_MAX);
    Err(refused(if known.is_empty() { "aucune".into() } else { known.join(", ") }))
}

/// The best of what a device can: by rate, then few channels, then format.
fn best(ranges: impl Iterator<Item = SupportedStreamConfigRange>) -> Option<(StreamConfig, SampleFormat)> {
    let formats = [SampleFormat::F32, SampleFormat::I16, SampleFormat::I32, SampleFormat::I24];
    let mut best = None;
    for range in ranges {
        let format = formats.iter().position(|format| *format == range.sample_format());
        let within = |hz: &u32| (range.min_sample_rate()..=range.max_sample_rate()).contains(hz);
        let rate = RATES_HZ.iter().position(within);
        let (Some(format), Some(rate), true) = (format, rate, (1..=2).contains(&range.channels())) else { continue };
        let rank = (rate, range.channels(), format);
        if best.as_ref().is_none_or(|(known, _)| rank < *known) {
            best = Some((rank, range));
        }
    }
    let ((rate, channels, _), range) = best?;
    let sample_rate = RATES_HZ[rate];
    let frame = sample_rate / 50;
    // A period of 20 ms where the card has it.
    let buffer_size = match range.buffer_size() {
        SupportedBufferSize::Range { min, max } if (*min..=*max).contains(&frame) => BufferSize::Fixed(frame),
        _ => BufferSize::Default,
    };
    Some((StreamConfig { channels, sample_rate, buffer_size }, range.sample_format()))
}

fn listen<T: SizedSample>(
    device: &cpal::Device,
    config: StreamConfig,
    mut heard: Producer<f32>,
    told: &Arc<Told>,
) -> Result<cpal::Stream, cpal::Error>
where
    f32: FromSample<T>,
{
    let channels = usize::from(config.channels);
    let (here, errors) = (told.clone(), told.clone());
    let take = move |samples: &[T], _: &cpal::InputCallbackInfo| {
        for frame in samples.chunks_exact(channels) {
            let sum: f32 = frame.iter().map(|sample| f32::from_sample(*sample)).sum();
            if heard.push(sum / channels as f32).is_err() {
                here.lost.fetch_add(1, Ordering::Relaxed);
                break;
            }
        }
        if let Some(line) = here.line.get() {
            line.unpark();
        }
    };
    device.build_input_stream(config, take, move |error| errors.failed(&error), Some(STILL))
}

fn speak<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: StreamConfig,
    mut said: Consumer<f32>,
    told: &Arc<Told>,
) -> Result<cpal::Stream, cpal::Error> {
    let channels = usize::from(config.channels);
    let errors = told.clone();
    let give = move |samples: &mut [T], _: &cpal::OutputCallbackInfo| {
        for frame in samples.chunks_exact_mut(channels) {
            // Silence where nothing waits: the outlet counts it.
            frame.fill(T::from_sample(said.pop().unwrap_or(0.0)));
        }
    };
    device.build_output_stream(config, give, move |error| errors.failed(&error), Some(STILL))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named_as_technicians_name_them() {
        for (named, listed) in [
            ("hw:1", "hw:CARD=1,DEV=0"),
            ("plughw:Headset,1", "plughw:CARD=Headset,DEV=1"),
            ("hw:CARD=0,DEV=3", "hw:CARD=0,DEV=3"),
            ("pulse", "pulse"),
        ] {
            assert_eq!(canonical(named), listed);
        }
    }

    #[test]
    fn the_best_rate_is_taken_with_few_channels_and_twenty_milliseconds() {
        let range = |channels, from, to, buffer, format| {
            SupportedStreamConfigRange::new(
                channels,
                from,
                to,
                SupportedBufferSize::Range { min: 64, max: buffer },
                format,
            )
        };
        let of = |ranges: Vec<SupportedStreamConfigRange>| best(ranges.into_iter());
        let (config, format) = of(vec![
            range(2, 44_100, 48_000, 8_192, SampleFormat::I16),
            range(1, 44_100, 44_100, 8_192, SampleFormat::I16),
            range(2, 48_000, 48_000, 8_192, SampleFormat::F32),
            range(8, 48_000, 48_000, 8_192, SampleFormat::F32),
        ])
        .unwrap();
        assert_eq!((config.channels, config.sample_rate, format), (2, 48_000, SampleFormat::F32));
        assert_eq!(config.buffer_size, BufferSize::Fixed(960));
        let (config, _) = of(vec![range(1, 44_100, 44_100, 512, SampleFormat::I24)]).unwrap();
        assert_eq!((config.sample_rate, config.buffer_size), (44_100, BufferSize::Default));
        assert!(of(vec![range(1, 11_025, 22_050, 512, SampleFormat::U8)]).is_none(), "no format of ours");
        assert!(of(vec![range(8, 48_000, 48_000, 512, SampleFormat::F32)]).is_none(), "no headset");
    }
}
