import Glibc

/// The functions of the C library the statistics need.
///
/// This is the only file of the core that imports a C library, so that what depends on its last digits is easy to find:
/// whatever is shown or compared as text is rounded first.
enum ElementaryFunctions {
    /// The natural logarithm.
    static func log(_ x: Double) -> Double { Glibc.log(x) }

    /// log(1 + x), exact for small x.
    static func log1p(_ x: Double) -> Double { Glibc.log1p(x) }

    /// e to the power of x.
    static func exp(_ x: Double) -> Double { Glibc.exp(x) }

    /// e to the power of x, minus 1, exact for small x.
    static func expm1(_ x: Double) -> Double { Glibc.expm1(x) }

    /// The complementary error function, exact far out in the tail.
    static func erfc(_ x: Double) -> Double { Glibc.erfc(x) }

    /// The cosine of an angle in radians.
    static func cos(_ x: Double) -> Double { Glibc.cos(x) }

    /// The angle in radians, 0 to π, that has this cosine.
    static func acos(_ x: Double) -> Double { Glibc.acos(x) }

    /// log(eˣ + eʸ) without overflow.
    static func logAddExp(_ x: Double, _ y: Double) -> Double {
        let larger = max(x, y)
        return larger + log1p(exp(min(x, y) - larger))
    }
}
