//! The LAN page.
