/// A named part of a rollout as far as it could be decoded.
///
/// The name is kept apart, so that a reference to a part with a mistake in it is not reported as a second mistake.
struct Draft<Value> {
    let name: Located<String>?
    let value: Value?
}

extension Draft: Sendable where Value: Sendable {}
