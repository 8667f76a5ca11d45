//! A page of the browser, with a deadline on everything that is waited for.

use super::CHROMIUM;
use headless_chrome::browser::tab::ModifierKey;
use headless_chrome::protocol::cdp::Emulation::SetDeviceMetricsOverride;
use headless_chrome::protocol::cdp::Input::{DispatchMouseEvent, DispatchMouseEventTypeOption, MouseButton};
use headless_chrome::protocol::cdp::Network::{CookieParam, Enable};
use headless_chrome::protocol::cdp::Page::CaptureScreenshotFormatOption;
use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::{Browser, LaunchOptions, Tab};
use huisclos_tests::root;
use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Longest wait for something on the page: a spoken call is under way beside other tests, on a machine that may build too.
const SEEN_WITHIN: Duration = Duration::from_secs(240);
/// A browser that watches another's scene hears nothing of its own meanwhile, and is not to be taken for dead.
const BROWSER_IDLE_MAX: Duration = Duration::from_secs(3_600);
/// Stops of the tab key before something is said not to be reached.
const STOPS_MAX: usize = 120;

/// One browser with one page. Whatever that page asks of anybody but its own box fails the scene.
pub struct Eyes {
    tab: Arc<Tab>,
    /// Addresses that were asked for.
    asked: Arc<Mutex<Vec<String>>>,
    /// The browser ends with it.
    browser: Browser,
    url: String,
}

impl Eyes {
    /// Opens a browser of its own (cookies are its own) on a box's page. `sound` is what its microphone hears.
    pub fn open(url: &str, sound: Option<&PathBuf>) -> Self {
        let heard = sound.map(|wav| format!("--use-file-for-fake-audio-capture={}", wav.display()));
        let granted = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"].map(String::from);
        Self::with(url, granted.into_iter().chain(heard))
    }

    /// The same of somebody who refuses the microphone.
    pub fn without_microphone(url: &str) -> Self {
        Self::with(
            url,
            ["--use-fake-device-for-media-stream", "--deny-permission-prompts"].map(String::from).into_iter(),
        )
    }

    fn with(url: &str, more: impl Iterator<Item = String>) -> Self {
        let common = [
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=fr-FR",
            "--autoplay-policy=no-user-gesture-required",
        ];
        let flags: Vec<String> = common.map(String::from).into_iter().chain(more).collect();
        let options = LaunchOptions::default_builder()
            .path(Some(CHROMIUM.into()))
            .sandbox(false)
            .headless(true)
            .window_size(Some((1366, 768)))
            .idle_browser_timeout(BROWSER_IDLE_MAX)
            .args(flags.iter().map(OsStr::new).collect())
            .build()
            .unwrap();
        let browser = Browser::new(options).unwrap();
        let tab = browser.new_tab().unwrap();
        Self::on(tab, browser, url)
    }

    /// Another tab of the same browser: the same person, the same cookies.
    pub fn beside(&self) -> Self {
        Self::on(self.browser.new_tab().unwrap(), self.browser.clone(), &self.url)
    }

    fn on(tab: Arc<Tab>, browser: Browser, url: &str) -> Self {
        tab.set_default_timeout(SEEN_WITHIN);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let listed = asked.clone();
        let list = move |event: &Event| match event {
            Event::NetworkRequestWillBeSent(e) => listed.lock().unwrap().push(e.params.request.url.clone()),
            Event::NetworkWebSocketCreated(e) => listed.lock().unwrap().push(e.params.url.clone()),
            _ => {}
        };
        tab.add_event_listener(Arc::new(list)).unwrap();
        let none = None;
        let enable = Enable {
            max_total_buffer_size: none,
            max_resource_buffer_size: none,
            max_post_data_size: none,
            report_direct_socket_traffic: None,
            enable_durable_messages: None,
        };
        tab.call_method(enable).unwrap();
        Self { tab, asked, browser, url: url.to_string() }
    }

    /// Closes the tab.
    pub fn closes(self) {
        let _ = self.tab.close(true);
    }

    /// The page as a telephone shows it, 390 pixels wide.
    pub fn held_in_a_hand(&self) {
        let metrics = SetDeviceMetricsOverride {
            width: 390,
            height: 844,
            device_scale_factor: 1.0,
            mobile: true,
            scale: None,
            screen_width: None,
            screen_height: None,
            position_x: None,
            position_y: None,
            dont_set_visible_size: None,
            screen_orientation: None,
            viewport: None,
            display_feature: None,
            device_posture: None,
        };
        self.tab.call_method(metrics).unwrap();
    }

    /// What the page asked for, of anybody.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// What it asked of others than its box.
    pub fn abroad(&self) -> Vec<String> {
        let (own, socket) = (format!("{}/", self.url), format!("{}/", self.url.replacen("http", "ws", 1)));
        // What a page carries in itself goes nowhere.
        let home =
            |url: &String| [own.as_str(), &socket, "data:", "blob:", "about:"].iter().any(|o| url.starts_with(o));
        self.asked().into_iter().filter(|url| !home(url)).collect()
    }

    /// The same, and no scene fails for it any more.
    pub fn forgets(&self) -> Vec<String> {
        let abroad = self.abroad();
        self.asked.lock().unwrap().retain(|url| !abroad.contains(url));
        abroad
    }

    /// Goes to a path of the page.
    pub fn go(&self, path: &str) {
        self.tab.navigate_to(&format!("{}{path}", self.url)).unwrap().wait_until_navigated().unwrap();
    }

    /// The value of an expression of the page.
    pub fn asks(&self, expression: &str) -> Value {
        let answer = self.tab.evaluate(expression, true).unwrap_or_else(|e| panic!("{expression}: {e}"));
        answer.value.unwrap_or(Value::Null)
    }

    /// Goes on as somebody who signed in in another browser: its cookies, carried over as a hand cannot.
    pub fn signs_in_as(&self, other: &Eyes) {
        let cookies = other.tab.get_cookies().unwrap();
        let carried = cookies.into_iter().filter(|c| c.name.starts_with("__Host-")).map(|c| CookieParam {
            name: c.name,
            value: c.value,
            url: Some(format!("{}/", self.url)),
            domain: None,
            path: Some("/".into()),
            secure: Some(true),
            http_only: Some(true),
            same_site: None,
            expires: None,
            priority: None,
            same_party: None,
            source_scheme: None,
            source_port: None,
            partition_key: None,
        });
        self.tab.set_cookies(carried.collect()).unwrap();
    }

    /// Waits until an expression is true.
    pub fn waits(&self, what: &str, expression: &str) {
        let end = Instant::now() + SEEN_WITHIN;
        // A page that is being left answers nothing.
        while self.tab.evaluate(expression, true).ok().and_then(|a| a.value) != Some(Value::Bool(true)) {
            if Instant::now() >= end {
                self.captures("echec");
                panic!("{what}: never true: {expression}\nthe page: {}", self.asks("document.body.innerText"));
            }
            thread::sleep(Duration::from_millis(25));
        }
    }

    /// Waits until the page shows these words.
    pub fn sees(&self, words: &str) {
        let words = serde_json::to_string(words).unwrap();
        self.waits("words", &format!("document.body.innerText.includes({words})"));
    }

    /// Goes to a path, again and again, until it shows these words.
    pub fn comes_to(&self, path: &str, words: &str) {
        let end = Instant::now() + SEEN_WITHIN;
        let shown = format!("document.body.innerText.includes({})", serde_json::to_string(words).unwrap());
        loop {
            self.go(path);
            if self.asks(&shown) == Value::Bool(true) {
                return;
            }
            assert!(Instant::now() < end, "« {words} » never came to {path}: {}", self.asks("document.body.innerText"));
        }
    }

    /// Waits for an element and clicks it.
    pub fn clicks(&self, css: &str) {
        self.waits("an element", &in_sight(css));
        // A tab that lies behind another is not painted, and not clicked.
        self.tab.bring_to_front().unwrap();
        self.tab.find_element(css).and_then(|e| e.click().map(|_| ())).unwrap_or_else(|e| panic!("{css}: {e}"));
    }

    /// Types into a field.
    pub fn types(&self, css: &str, text: &str) {
        let quoted = serde_json::to_string(css).unwrap();
        self.waits("a field", &format!("!!document.querySelector({quoted})"));
        // What lies in a closed fold is opened first, as a hand would.
        self.asks(&format!(
            "(e => {{ const fold = e.closest('details'); if (fold) fold.open = true }})(document.querySelector({quoted}))"
        ));
        self.waits("a field in sight", &in_sight(css));
        self.asks(&format!("(e => {{ e.focus(); e.select?.() }})(document.querySelector({quoted}))"));
        self.tab.send_character(text).unwrap();
    }

    /// Chooses a file for a field, as the browser's own window would.
    pub fn gives(&self, css: &str, file: &Path) {
        self.waits("a field", &format!("!!document.querySelector({})", serde_json::to_string(css).unwrap()));
        let field = self.tab.find_element(css).unwrap();
        field.set_input_files(&[file.to_str().unwrap()]).unwrap();
    }

    /// Presses a key, wherever the keyboard is.
    pub fn presses(&self, key: &str) {
        self.tab.bring_to_front().unwrap();
        self.tab.press_key(key).unwrap_or_else(|e| panic!("{key}: {e}"));
    }

    /// Presses a key with Ctrl.
    pub fn presses_ctrl(&self, key: &str) {
        self.tab.press_key_with_modifiers(key, Some(&[ModifierKey::Ctrl])).unwrap();
    }

    /// Types where the keyboard is.
    pub fn writes(&self, text: &str) {
        self.tab.send_character(text).unwrap();
    }

    /// Goes to an element by the tab key alone.
    pub fn tabs_to(&self, css: &str) {
        let quoted = serde_json::to_string(css).unwrap();
        self.waits("an element", &format!("!!document.querySelector({quoted})"));
        for stops in 0..STOPS_MAX {
            if self.asks(&format!("document.activeElement.matches({quoted})")) == true {
                // Whoever has no mouse sees where they are.
                assert!(stops == 0 || self.asks("document.activeElement.matches(':focus-visible')") == true, "{css}");
                return;
            }
            self.presses("Tab");
        }
        self.captures("echec");
        panic!("{css} is not reached by the tab key; it stops at {}", self.asks("document.activeElement.outerHTML"));
    }

    /// Drags from the middle of one element to the middle of another, as a hand does.
    pub fn drags(&self, from: &str, to: &str) {
        let middle = |css: &str| -> (f64, f64) {
            let css = serde_json::to_string(css).unwrap();
            let at = self.asks(&format!(
                "(() => {{ const b = document.querySelector({css}).getBoundingClientRect(); return JSON.stringify([b.x + b.width / 2, b.y + b.height / 2]) }})()"
            ));
            serde_json::from_str(at.as_str().unwrap()).unwrap()
        };
        let (a, b) = (middle(from), middle(to));
        let mouse = |kind, at: (f64, f64), held: bool| {
            let event = DispatchMouseEvent {
                Type: kind,
                x: at.0,
                y: at.1,
                button: Some(MouseButton::Left),
                buttons: Some(u32::from(held)),
                click_count: Some(1),
                modifiers: None,
                timestamp: None,
                force: None,
                tangential_pressure: None,
                tilt_x: None,
                tilt_y: None,
                twist: None,
                delta_x: None,
                delta_y: None,
                pointer_Type: None,
            };
            self.tab.call_method(event).unwrap();
        };
        mouse(DispatchMouseEventTypeOption::MouseMoved, a, false);
        mouse(DispatchMouseEventTypeOption::MousePressed, a, true);
        for step in 1..=10 {
            let share = f64::from(step) / 10.0;
            let at = (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share);
            mouse(DispatchMouseEventTypeOption::MouseMoved, at, true);
        }
        mouse(DispatchMouseEventTypeOption::MouseReleased, b, false);
    }

    /// Keeps a picture of the page under `target/captures`.
    pub fn captures(&self, name: &str) {
        let folder = root().join("target/captures");
        std::fs::create_dir_all(&folder).unwrap();
        let png = self.tab.capture_screenshot(CaptureScreenshotFormatOption::Png, None, None, true).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
    }
}

/// An element that is drawn, not only written.
fn in_sight(css: &str) -> String {
    let quoted = serde_json::to_string(css).unwrap();
    format!("(document.querySelector({quoted})?.getClientRects().length || 0) > 0")
}

impl Drop for Eyes {
    fn drop(&mut self) {
        let abroad = self.abroad();
        assert!(thread::panicking() || abroad.is_empty(), "asked of others than the box: {abroad:?}");
    }
}
