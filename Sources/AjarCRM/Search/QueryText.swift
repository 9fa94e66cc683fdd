import AjarCore
import AjarResource

/// What a query in the older string language asks for (reference 6.8): `status:won "Ann Lee" not
/// (call(direction:inbound))`.
indirect enum QueryNode: Sendable, Equatable {
    case all
    case word(String)
    case phrase(String)
    case field(String, QueryComparison, QueryValue)
    /// `call(…)`: something of this kind that fits.
    case related(String, QueryNode)
    case not(QueryNode)
    case and([QueryNode])
    case or([QueryNode])
}

enum QueryComparison: String, Sendable {
    case matches = ":", less = "<", lessOrEqual = "<=", more = ">", moreOrEqual = ">="
}

enum QueryValue: Sendable, Equatable {
    /// `*`: there is one.
    case any
    case word(String)
    case phrase(String)

    var text: String {
        switch self {
        case .any: "*"
        case .word(let text), .phrase(let text): text
        }
    }
}

/// Reads the language. Its length, its words and its depth have bounds, so that no text is expensive to read.
/// What makes no sense is read as words: people type these texts.
struct QueryParser {
    private var tokens: [Token]
    private var index = 0
    private var depth = 0

    private static let maxLength: Int = 10_000
    private static let maxTokens: Int = 500
    private static let maxDepth: Int = 20

    static func parse(_ text: String) throws -> QueryNode {
        guard text.utf8.count <= maxLength, !text.utf8.contains(0) else { throw tooLong }
        let tokens = QueryLexer.tokens(text)
        guard tokens.count <= maxTokens else { throw tooLong }
        var parser = QueryParser(tokens: tokens)
        var parts: [QueryNode] = []
        while parser.index < parser.tokens.count {
            parts.append(try parser.disjunction())
            // A parenthesis that nothing opened closes nothing.
            while parser.take(.close) {}
        }
        return parts.isEmpty ? .all : parts.count == 1 ? parts[0] : .and(parts)
    }

    private init(tokens: [Token]) { self.tokens = tokens }

    private static let tooLong: AjarError = .invalid("query", "The query is too long.")

    typealias Token = QueryLexer.Token

    private var next: Token? { index < tokens.count ? tokens[index] : nil }

    private mutating func take(_ token: Token) -> Bool {
        guard next == token else { return false }
        index += 1
        return true
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard case .word(let text)? = next, text.lowercased() == word else { return false }
        // `or:x` is a field that is called so.
        if index + 1 < tokens.count, case .comparison = tokens[index + 1] { return false }
        index += 1
        return true
    }

    private mutating func disjunction() throws -> QueryNode {
        var parts = [try conjunction()]
        while takeWord("or") { parts.append(try conjunction()) }
        if parts.count > 1, parts.contains(where: { $0 != .all }) { parts.removeAll { $0 == .all } }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func conjunction() throws -> QueryNode {
        var parts: [QueryNode] = []
        while let token = next, token != .close {
            if case .word(let text) = token, text.lowercased() == "or" {
                // Only when it stands between two terms.
                if !parts.isEmpty { break }
                index += 1
                continue
            }
            if takeWord("and") { continue }
            parts.append(try term())
        }
        return parts.isEmpty ? .all : parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func term() throws -> QueryNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maxDepth else { throw Self.tooLong }
        if take(.minus) || takeWord("not") { return next == nil || next == .close ? .all : .not(try term()) }
        guard let token = next else { return .all }
        index += 1
        switch token {
        case .open:
            let inner = try disjunction()
            _ = take(.close)
            return inner
        case .phrase(let text): return try named(text) ?? .phrase(text)
        case .word("*"): return .all
        case .word(let text):
            if let node = try named(text) { return node }
            return .word(text)
        case .relation(let name):
            let inner = try disjunction()
            _ = take(.close)
            return .related(name.lowercased(), inner)
        case .comparison, .close, .minus: return .all
        }
    }

    /// A field with a comparison and a value, if that is what follows the name.
    private mutating func named(_ name: String) throws -> QueryNode? {
        guard case .comparison(let comparison)? = next else { return nil }
        var name = name
        var ahead = index + 1
        // custom."Name with spaces":value arrives in two parts.
        guard ahead < tokens.count else { return nil }
        let value: QueryValue
        switch tokens[ahead] {
        case .word("*"): value = .any
        case .word(let text): value = .word(text)
        case .phrase(let text): value = .phrase(text)
        case .minus where ahead + 1 < tokens.count:
            guard case .word(let text) = tokens[ahead + 1] else { return nil }
            ahead += 1
            value = .word("-\(text)")
        case .open, .close, .comparison, .relation, .minus: return nil
        }
        index = ahead + 1
        name = name.hasPrefix("custom.") ? name : name.lowercased()
        return .field(name, comparison, value)
    }
}

/// Cuts a query into words, phrases and signs.
enum QueryLexer {
    enum Token: Equatable {
        case open, close, minus
        case word(String)
        case phrase(String)
        case comparison(QueryComparison)
        /// A name with a parenthesis right behind it.
        case relation(String)
    }

    static func tokens(_ text: String) -> [Token] {
        var tokens: [Token] = []
        var rest = text[...]
        while let first = rest.first {
            switch first {
            case _ where first.isWhitespace: rest.removeFirst()
            case "(":
                rest.removeFirst()
                tokens.append(.open)
            case ")":
                rest.removeFirst()
                tokens.append(.close)
            case "\"": tokens.append(.phrase(phrase(&rest)))
            case ":", "<", ">": tokens.append(.comparison(comparison(&rest)))
            case "-" where rest.dropFirst().first.map { !$0.isWhitespace } ?? false:
                rest.removeFirst()
                tokens.append(.minus)
            default: tokens.append(word(&rest, after: tokens.last))
            }
        }
        return tokens
    }

    private static func phrase(_ rest: inout Substring) -> String {
        rest.removeFirst()
        var out = ""
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let next = rest.popFirst() {
                out.append(next)
            } else {
                out.append(character)
            }
        }
        return out
    }

    private static func comparison(_ rest: inout Substring) -> QueryComparison {
        let first = rest.removeFirst()
        if first == ":" { return .matches }
        let hasEqual = rest.first == "="
        if hasEqual { rest.removeFirst() }
        return first == "<" ? (hasEqual ? .lessOrEqual : .less) : (hasEqual ? .moreOrEqual : .more)
    }

    /// Up to the next sign. The value of a field may have colons in it: times and addresses of pages have.
    private static func word(_ rest: inout Substring, after last: Token?) -> Token {
        var isValue = false
        if case .comparison = last { isValue = true }
        let ends: Set<Character> = isValue ? ["(", ")", "\""] : ["(", ")", "\"", ":", "<", ">"]
        var word = String(rest.prefix { !$0.isWhitespace && !ends.contains($0) })
        rest = rest.dropFirst(word.count)
        // custom."A name with spaces"
        if word.lowercased() == "custom.", rest.first == "\"" { word = "custom." + phrase(&rest) }
        if rest.first == "(", !isValue, word.allSatisfy({ $0.isLetter || $0 == "_" }),
            !["and", "or", "not"].contains(word.lowercased())
        {
            rest.removeFirst()
            return .relation(word)
        }
        return .word(word)
    }
}
