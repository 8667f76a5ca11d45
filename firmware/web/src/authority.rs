//! The box's own certificate authority: browsers of the cabinet trust it once, by the fingerprint that console and
//! display show. It may only vouch for names and addresses of a local network, so that a stolen key is worth nothing
//! elsewhere.

use crate::Error;
use crate::secret::{digest_of, hex};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, NameConstraints, PublicKeyData, date_time_ymd,
};
use std::net::IpAddr;
use std::sync::Arc;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use zeroize::Zeroizing;

/// Years an authority lasts: as long as the box.
const AUTHORITY_YEARS: i16 = 15;
/// Days a certificate lasts. It is made anew at each start; browsers refuse more than 398.
const CERTIFICATE_DAYS: i32 = 397;
/// Names a box may bear beside its addresses.
const NAMES: [&str; 2] = ["secretariat.local", "localhost"];

/// An authority: its certificate is for anybody, its key for the store alone.
pub struct Authority {
    /// DER.
    pub certificate: Vec<u8>,
    /// PKCS 8, PEM.
    pub key: Zeroizing<String>,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").field("fingerprint", &self.fingerprint()).finish_non_exhaustive()
    }
}

fn fault(reason: impl std::fmt::Display) -> Error {
    Error::Certificate(reason.to_string())
}

fn day_of(unix_s: u64) -> Date {
    let at = i64::try_from(unix_s).ok().and_then(|s| Timestamp::from_second(s).ok()).unwrap_or_default();
    at.to_zoned(TimeZone::UTC).date()
}

fn between(params: &mut CertificateParams, from: Date, to: Date) {
    let at = |day: Date| date_time_ymd(i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs());
    (params.not_before, params.not_after) = (at(from), at(to));
}

fn params(key: &KeyPair, from: Date) -> CertificateParams {
    let mut params = CertificateParams::default();
    // A few digits of the key tell two boxes apart in a browser's list.
    let name =
        format!("Huisclos {}", hex(&digest_of(key.subject_public_key_info().as_slice())).get(..8).unwrap_or_default());
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let networks = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"];
    let networks6 = ["::1/128", "fc00::/7", "fe80::/10"];
    let subnets = networks.iter().chain(&networks6).filter_map(|n| n.parse::<CidrSubnet>().ok());
    let names = NAMES.iter().map(|name| GeneralSubtree::DnsName((*name).into()));
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: names.chain(subnets.map(GeneralSubtree::IpAddress)).collect(),
        excluded_subtrees: Vec::new(),
    });
    between(&mut params, from, from.saturating_add(AUTHORITY_YEARS.years()));
    params
}

impl Authority {
    /// A new one, on the first start of a box.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn new(unix_s: u64) -> Result<Self, Error> {
        let key = KeyPair::generate().map_err(fault)?;
        // A box whose clock is a day off still is trusted.
        let from = day_of(unix_s).saturating_sub(2.days());
        let certificate = params(&key, from).self_signed(&key).map_err(fault)?;
        Ok(Self { certificate: certificate.der().to_vec(), key: Zeroizing::new(key.serialize_pem()) })
    }

    /// SHA-256 of the certificate, as browsers show it: "3A:F0:…".
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let pairs: Vec<String> = digest_of(&self.certificate).iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }

    /// A certificate for these names and addresses, ready to serve.
    pub(crate) fn serve(&self, hosts: &[String], unix_s: u64) -> Result<Arc<ServerConfig>, Error> {
        let own = KeyPair::from_pem(&self.key).map_err(fault)?;
        let today = day_of(unix_s);
        let issuer = Issuer::new(params(&own, today), own);
        let local = |host: &&String| host.parse::<IpAddr>().is_ok() || NAMES.contains(&host.as_str());
        let mut names: Vec<String> = hosts.iter().filter(local).cloned().collect();
        names.extend(["localhost".to_string(), "127.0.0.1".to_string()]);
        names.sort();
        names.dedup();
        let mut leaf = CertificateParams::new(names).map_err(fault)?;
        leaf.distinguished_name.push(DnType::CommonName, "Huisclos, la page du cabinet");
        leaf.use_authority_key_identifier_extension = true;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        between(&mut leaf, today.saturating_sub(2.days()), today.saturating_add(CERTIFICATE_DAYS.days()));
        let key = KeyPair::generate().map_err(fault)?;
        let certificate = leaf.signed_by(&key, &issuer).map_err(fault)?;
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let chain = vec![certificate.der().clone(), self.certificate.clone().into()];
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(fault)?
            .with_no_client_auth()
            .with_single_cert(chain, private)
            .map_err(fault)?;
        Ok(Arc::new(config))
    }
}
