//! `huisclos speak`: what the caller would hear, in a WAV file.

use crate::cli::Speak;
use crate::error::Error;
use crate::parts;
use huisclos_audio::{LINE_HZ, alaw};
use huisclos_ports::Pace;

/// # Errors
/// No voice is installed, or the file cannot be written.
pub fn run(options: &Speak) -> Result<(), Error> {
    if options.text.trim().is_empty() {
        return Err(Error::Refused("speak : il n'y a rien à dire ; donnez un texte".into()));
    }
    let mut voice = parts::mouth()?;
    let pace = if options.slow { Pace::Slow } else { Pace::Normal };
    let pcm = voice.speak(&options.text, pace).map_err(|e| Error::Model(e.to_string()))?;
    let write = |reason: hound::Error| Error::Write {
        path: options.out.clone(),
        reason: match reason {
            hound::Error::IoError(reason) => reason,
            other => std::io::Error::other(other.to_string()),
        },
    };
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: LINE_HZ,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = hound::WavWriter::create(&options.out, spec).map_err(write)?;
    for sample in pcm {
        // Through the line's A-law and back: that is what is heard.
        file.write_sample(alaw::decode_sample(alaw::encode_sample(sample))).map_err(write)?;
    }
    file.finalize().map_err(write)
}
