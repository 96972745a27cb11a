/// What a decoder takes, as far as it can be said without running it.
///
/// It never leaves out what the decoder takes; where a decoder looks at more than one value at once it may let more pass.
public indirect enum Shape: Equatable, Sendable {
    /// Text, quoted or not.
    case text(TextShape)
    /// A number without quotes.
    case number(NumberShape)
    /// `true` or `false` without quotes.
    case bool
    /// One of these words.
    case words([String])
    /// A list.
    case list(Shape, isEmptyAllowed: Bool)
    /// A mapping whose keys are known.
    case mapping(MappingShape)
    /// A mapping whose keys are data.
    case dictionary(keys: TextShape?, values: Shape)
    /// Any of these.
    case either([Shape])
    /// Whatever its decoder takes: for files without a schema.
    case anything
}

/// Text, and what it has to look like.
public struct TextShape: Equatable, Sendable {
    /// What of a file's plain scalars other readers of YAML take for something else than text.
    public enum Bare: Equatable, Sendable {
        /// `true` and `false` are text here, and so are these numbers, if any.
        case scalars(NumberShape?)
        /// These numbers.
        case number(NumberShape)
        /// Nothing: such text never looks like a number.
        case nothing

        /// Numbers and `true` or `false` are text here.
        public static var anything: Bare { .scalars(NumberShape()) }
    }

    /// What it is in the tables of the keys: `duration`.
    public let name: String
    /// A regular expression it matches, in the syntax that JavaScript, Python and ICU share; `nil`: any text does.
    public let pattern: String?
    /// Which numbers are meant by it when they stand without quotes.
    public let bare: Bare
    /// Texts that match the pattern all the same and are refused.
    public let refused: [String]

    /// Makes a text.
    public init(_ name: String, pattern: String? = nil, bare: Bare = .nothing, refused: [String] = []) {
        self.name = name
        self.pattern = pattern
        self.bare = bare
        self.refused = refused
    }
}

/// A number, and within what bounds.
public struct NumberShape: Equatable, Sendable {
    /// One end of what is allowed.
    public enum Bound: Equatable, Sendable {
        /// The number itself is allowed.
        case including(Double)
        /// It is not.
        case excluding(Double)
    }

    /// Whether it has to be whole.
    public let isWhole: Bool
    /// The lower end; `nil` for none.
    public let lower: Bound?
    /// The upper end; `nil` for none.
    public let upper: Bound?

    /// Makes a number.
    public init(isWhole: Bool = false, from lower: Bound? = nil, to upper: Bound? = nil) {
        self.isWhole = isWhole
        self.lower = lower
        self.upper = upper
    }
}

/// A mapping and the keys its decoder asks for.
public struct MappingShape: Equatable, Sendable {
    /// What stands between keys.
    public enum Relation: Equatable, Sendable {
        /// One of them is there, and no other.
        case exactlyOne([String])
        /// One of them at least is there.
        case atLeastOne([String])
        /// They are not both there.
        case exclusion(String, String)
        /// The first is there only beside the second.
        case dependency(String, on: String)
    }

    /// What it describes, with its article: `a gate`.
    public let what: String
    /// The keys in the order in which they are asked for.
    public let keys: [KeyShape]
    /// What stands between them.
    public let relations: [Relation]
}

/// One key of a mapping.
public struct KeyShape: Equatable, Sendable {
    /// The key.
    public let name: String
    /// What it takes.
    public let shape: Shape
    /// Whether it has to be there.
    public internal(set) var isRequired = false
    /// Whether it may stand there without a value.
    public internal(set) var isNullable = false
    /// The value it has when it is left out, as one would write it; `nil` where that is none, or depends on other keys.
    public internal(set) var standard: String?
}
