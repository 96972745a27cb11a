/// How a healthy advisory service and its tenants behave, and how strong a fault is where its setting does not say.
///
/// The healthy numbers keep well within the targets of the shipped rules, so that without a fault every gate passes.
enum Habits {
    /// The share of requests that read.
    static let readShare = 0.7
    /// The surfaces' shares; Telegram has the rest.
    static let apiShare = 0.5
    static let dashboardShare = 0.35
    /// The share of requests that fail without a fault.
    static let errorShare = 0.0002
    /// The share of requests that the tenant got wrong.
    static let badRequestShare = 0.01
    /// Medians in seconds; with this spread the 99th percentile is 2.5 times the median.
    static let readMedian = 0.035
    static let writeMedian = 0.09
    static let spread = 0.4
    /// The shares of recommendations that are accepted and rejected; the rest stays without an answer.
    static let acceptShare = 0.3
    static let rejectShare = 0.08

    /// The share of requests that fail in a burst.
    static let burstShare = 0.3
    /// What a slow write adds, in seconds.
    static let slowWriteSeconds = 1.5
    /// The share of acceptances that turn into rejections.
    static let lostShare = 0.5
}
