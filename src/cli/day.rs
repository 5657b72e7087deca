//! The day whose lists apply, and the city's clock.

use super::console::{Failure, both};
use fenbo::policy::Policy;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The city's time zone.
pub fn zone(policy: &Policy) -> Result<TimeZone, Failure> {
    let name = &policy.registry().project.time_zone;
    TimeZone::get(name).map_err(|_| {
        both(
            format!("fenbo.yaml 的时区「{name}」不存在。例如 Asia/Shanghai"),
            format!("there is no time zone \"{name}\" (in fenbo.yaml). For example: Asia/Shanghai"),
        )
    })
}

/// Today in the city.
pub fn today(zone: &TimeZone) -> Date {
    zone.to_datetime(Timestamp::now()).date()
}
