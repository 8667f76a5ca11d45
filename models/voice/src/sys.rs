//! SVOX Pico's C library, loaded at run time so that the box also starts without it. Everything unsafe of this crate.
//!
//! Functions and limits are those of `picoapi.h` and `picodefs.h` (Debian's svox 1.0+git20130326).
#![allow(unsafe_code)]

use crate::VoiceError;
use libloading::Library;
use std::ffi::{CString, c_char, c_int, c_short, c_uint, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Mutex, MutexGuard};

const LIBRARY: &str = "libttspico.so.0";
/// Text analysis and signal generation for French, where Debian's `libttspico-data` puts them.
const LINGWARE: [&str; 2] = ["fr-FR_ta.bin", "fr-FR_nk0_sg.bin"];
/// All of Pico's memory: `pico2wave` gives it 2.5 MB; it allocates nothing else.
const MEMORY_BYTES: usize = 2_500_000;
/// `PICO_RETSTRINGSIZE`.
const NAME_BYTES: usize = 200;
/// `PICO_STEP_IDLE` and `PICO_STEP_BUSY`.
const IDLE: c_int = 200;
const BUSY: c_int = 201;
/// Bytes taken at a time, as `pico2wave` does.
const PIECE_BYTES: usize = 128;
/// Longest sound of one text, 16 kHz samples: two minutes. A text is bounded long before; this stops an engine gone mad.
const SAMPLES_MAX: usize = 120 * 16_000;

/// Pico is not thread-safe and promises one engine at a time: every call of any engine in this process waits here.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    // The lock guards no data of ours: a panic elsewhere leaves nothing half done.
    ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

type Handle = *mut c_void;

/// The functions used, found once.
struct Api {
    initialize: unsafe extern "C" fn(*mut c_void, c_uint, *mut Handle) -> c_int,
    terminate: unsafe extern "C" fn(*mut Handle) -> c_int,
    load_resource: unsafe extern "C" fn(Handle, *const c_char, *mut Handle) -> c_int,
    resource_name: unsafe extern "C" fn(Handle, Handle, *mut c_char) -> c_int,
    create_voice: unsafe extern "C" fn(Handle, *const c_char) -> c_int,
    add_resource: unsafe extern "C" fn(Handle, *const c_char, *const c_char) -> c_int,
    new_engine: unsafe extern "C" fn(Handle, *const c_char, *mut Handle) -> c_int,
    dispose_engine: unsafe extern "C" fn(Handle, *mut Handle) -> c_int,
    put_text: unsafe extern "C" fn(Handle, *const u8, c_short, *mut c_short) -> c_int,
    get_data: unsafe extern "C" fn(Handle, *mut c_void, c_short, *mut c_short, *mut c_short) -> c_int,
    reset_engine: unsafe extern "C" fn(Handle, c_int) -> c_int,
    /// Keeps the functions in memory.
    _library: Library,
}

impl Api {
    fn load() -> Result<Self, VoiceError> {
        let failed = |e: libloading::Error| VoiceError::Library { library: LIBRARY, why: e.to_string() };
        // SAFETY: the library is Debian's, a plain C library whose loading runs no code of its own.
        let library = unsafe { Library::new(LIBRARY) }.map_err(failed)?;
        macro_rules! find {
            ($name:literal) => {
                // SAFETY: the type is that of the function of this name in picoapi.h.
                *unsafe { library.get(concat!($name, "\0").as_bytes()) }.map_err(failed)?
            };
        }
        Ok(Self {
            initialize: find!("pico_initialize"),
            terminate: find!("pico_terminate"),
            load_resource: find!("pico_loadResource"),
            resource_name: find!("pico_getResourceName"),
            create_voice: find!("pico_createVoiceDefinition"),
            add_resource: find!("pico_addResourceToVoiceDefinition"),
            new_engine: find!("pico_newEngine"),
            dispose_engine: find!("pico_disposeEngine"),
            put_text: find!("pico_putTextUtf8"),
            get_data: find!("pico_getData"),
            reset_engine: find!("pico_resetEngine"),
            _library: library,
        })
    }
}

/// An engine with the French voice.
pub(crate) struct Pico {
    api: Api,
    system: Handle,
    engine: Handle,
    /// Pico lives in here, and nowhere else; u64 for its alignment. Never touched by us, freed after `terminate`.
    _memory: Vec<u64>,
}

// SAFETY: Pico keeps no thread-local state (it has no state outside the memory we give it), and every call is made through
// `&mut self` or `drop` and under `ONE_AT_A_TIME`.
unsafe impl Send for Pico {}

impl Pico {
    /// Loads the library and the French voice from a folder (`/usr/share/pico/lang`).
    pub(crate) fn open(folder: &Path) -> Result<Self, VoiceError> {
        let api = Api::load()?;
        let _alone = alone();
        let mut memory = vec![0u64; MEMORY_BYTES / 8];
        let mut system = ptr::null_mut();
        // SAFETY: the memory is ours, of the size told, and outlives the system (`drop` terminates it first).
        let status = unsafe { (api.initialize)(memory.as_mut_ptr().cast(), MEMORY_BYTES as c_uint, &mut system) };
        check("pico_initialize", status)?;
        let mut pico = Self { api, system, engine: ptr::null_mut(), _memory: memory };
        // On an early return `drop` terminates the system; it must not wait for the lock this function holds.
        let set_up = pico.set_up(folder);
        if set_up.is_err() {
            pico.close();
        }
        set_up.map(|()| pico)
    }

    fn set_up(&mut self, folder: &Path) -> Result<(), VoiceError> {
        let voice = c"huisclos";
        // SAFETY: the system is initialised; the name is a C string shorter than PICO_MAX_VOICE_NAME_SIZE (32).
        check("pico_createVoiceDefinition", unsafe { (self.api.create_voice)(self.system, voice.as_ptr()) })?;
        for file in LINGWARE {
            let path = folder.join(file);
            let damaged = |why: String| VoiceError::Lingware { path: path.clone(), why };
            std::fs::File::open(&path).map_err(|e| damaged(e.to_string()))?;
            // Pico copies the path into a buffer of 128 + 64 bytes.
            let bytes = path.as_os_str().as_bytes();
            let name = CString::new(bytes)
                .ok()
                .filter(|_| bytes.len() < 128)
                .ok_or_else(|| damaged("its path is too long".into()))?;
            let mut resource = ptr::null_mut();
            // SAFETY: the system is initialised, the path a C string short enough, the resource an out-pointer.
            let status = unsafe { (self.api.load_resource)(self.system, name.as_ptr(), &mut resource) };
            if status != 0 {
                return Err(damaged(format!("SVOX Pico status {status}")));
            }
            let mut unique = [0 as c_char; NAME_BYTES];
            // SAFETY: the resource was just loaded; the buffer has the size the function is documented to need.
            check("pico_getResourceName", unsafe {
                (self.api.resource_name)(self.system, resource, unique.as_mut_ptr())
            })?;
            // SAFETY: both names are C strings: ours, and the one Pico just wrote (NUL-terminated, the buffer was zeroed).
            let status = unsafe { (self.api.add_resource)(self.system, voice.as_ptr(), unique.as_ptr()) };
            check("pico_addResourceToVoiceDefinition", status)?;
        }
        // SAFETY: the voice was defined above; the engine is an out-pointer.
        check("pico_newEngine", unsafe { (self.api.new_engine)(self.system, voice.as_ptr(), &mut self.engine) })
    }

    /// The sound of a text, 16 kHz. The text is plain: what Pico would read as a command was taken out before (`text::clean`),
    /// but for the commands of ours around it.
    pub(crate) fn speak(&mut self, text: &str) -> Result<Vec<i16>, VoiceError> {
        let _alone = alone();
        let spoken = self.run(text);
        if spoken.is_err() {
            // SAFETY: the engine exists; newer versions take a mode (0: full), older ones ignore the register.
            unsafe { (self.api.reset_engine)(self.engine, 0) };
        }
        spoken
    }

    fn run(&mut self, text: &str) -> Result<Vec<i16>, VoiceError> {
        let mut text: Vec<u8> = text.bytes().filter(|byte| *byte != 0).collect();
        text.push(0); // ends the input: Pico then speaks all of it
        let (mut rest, mut out) = (text.as_slice(), Vec::new());
        while !rest.is_empty() {
            let size = rest.len().min(c_short::MAX as usize) as c_short;
            let mut taken: c_short = 0;
            // SAFETY: `size` bytes can be read from `rest`; `taken` is an out-pointer.
            check("pico_putTextUtf8", unsafe { (self.api.put_text)(self.engine, rest.as_ptr(), size, &mut taken) })?;
            let before = out.len();
            self.drain(&mut out)?;
            let taken = usize::try_from(taken).unwrap_or(0).min(rest.len());
            if taken == 0 && out.len() == before {
                return Err(VoiceError::Pico { doing: "pico_putTextUtf8 (nothing taken)", status: 0 });
            }
            rest = &rest[taken..];
        }
        Ok(out)
    }

    fn drain(&mut self, out: &mut Vec<i16>) -> Result<(), VoiceError> {
        let mut piece = [0i16; PIECE_BYTES / 2];
        loop {
            let (mut bytes, mut kind): (c_short, c_short) = (0, 0);
            // SAFETY: the buffer has PIECE_BYTES bytes; the two others are out-pointers.
            let status = unsafe {
                (self.api.get_data)(
                    self.engine,
                    piece.as_mut_ptr().cast(),
                    PIECE_BYTES as c_short,
                    &mut bytes,
                    &mut kind,
                )
            };
            let samples = usize::try_from(bytes).unwrap_or(0) / 2;
            out.extend_from_slice(&piece[..samples.min(piece.len())]);
            match status {
                IDLE => return Ok(()),
                BUSY if out.len() < SAMPLES_MAX => {}
                _ => return Err(VoiceError::Pico { doing: "pico_getData", status }),
            }
        }
    }

    fn close(&mut self) {
        // SAFETY: engine and system were made by this library and are given back once, the engine first; null ones are skipped.
        unsafe {
            if !self.engine.is_null() {
                (self.api.dispose_engine)(self.system, &mut self.engine);
                self.engine = ptr::null_mut();
            }
            if !self.system.is_null() {
                (self.api.terminate)(&mut self.system); // unloads the resources and the voice's definition
                self.system = ptr::null_mut();
            }
        }
    }
}

impl Drop for Pico {
    fn drop(&mut self) {
        if !self.system.is_null() {
            let _alone = alone();
            self.close();
        }
    }
}

fn check(doing: &'static str, status: c_int) -> Result<(), VoiceError> {
    if status == 0 { Ok(()) } else { Err(VoiceError::Pico { doing, status }) }
}

/// Where Debian puts the voices.
pub(crate) fn lingware() -> PathBuf {
    PathBuf::from("/usr/share/pico/lang")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_data_is_told_and_the_next_engine_works() {
        match Pico::open(Path::new("/nowhere")) {
            Err(VoiceError::Lingware { path, .. }) => assert_eq!(path, Path::new("/nowhere/fr-FR_ta.bin")),
            Err(VoiceError::Library { .. }) => return, // a machine without Pico: `Voice` is tested with espeak-ng
            other => panic!("{:?}", other.map(|_| ())),
        }
        let mut pico = Pico::open(&lingware()).unwrap_or_else(|e| panic!("{e}"));
        assert!(pico.speak("Bonjour.").unwrap_or_else(|e| panic!("{e}")).len() > 4000);
    }

    #[test]
    fn damaged_data_is_told() {
        let folder = std::env::temp_dir().join(format!("huisclos-lingware-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
        std::fs::write(folder.join(LINGWARE[0]), b"no lingware at all").expect("just made");
        let opened = Pico::open(&folder).map(|_| ());
        std::fs::remove_dir_all(&folder).expect("just made");
        assert!(matches!(opened, Err(VoiceError::Lingware { .. } | VoiceError::Library { .. })), "{opened:?}");
    }
}
