/// A customer of the advisory service.
struct Tenant: Hashable, Sendable {
    /// The label `tenant`.
    let name: String
    /// The label `tenant_tier`: `production` or `trial`.
    let tier: String
    /// The label `rollout_eligible`: whether it takes part in phased rollouts.
    let isEligible: Bool
    /// Its share of the traffic compared to the others.
    let activity: Double

    /// Every tenth tenant stays out: in turn a trial tenant, and a production tenant that has opted out.
    ///
    /// Activities differ tenfold and follow from the position alone, so that the same tenants are large in every run.
    static func population(_ count: Int) -> [Tenant] {
        (0..<count).map { index in
            let isExcluded = index % 10 == 9
            let isTrial = isExcluded && index % 20 == 9
            return Tenant(
                name: "tenant-\(index < 9 ? "0" : "")\(index + 1)", tier: isTrial ? "trial" : "production",
                isEligible: !isExcluded, activity: 1 + Double(index * 7 % 10))
        }
    }

    /// The tracks that its requests can take.
    var tracks: [Track] { isEligible ? Track.allCases : [.stable] }
}
