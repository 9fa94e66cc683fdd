/// Why a request can't be done, in the words of the API. `Errors+HTTP.swift` makes status codes of them.
package enum AjarError: Error, Sendable {
    /// The input breaks a rule; every broken field is named at once. 400
    case invalid(FieldErrors)
    /// The request itself makes no sense: paging, JSON, headers. 400 with one sentence.
    case badRequest(String)
    /// Nobody is signed in. 401
    case unauthorized
    /// Somebody is, but may not. 403
    case forbidden(String)
    /// There is no such object, or it belongs to somebody else: the two must not be told apart. 404
    case notFound(String)
    /// The object is in a state that does not allow it. 409
    case conflict(String)
    /// Too many requests. 429; `retryAfter` in seconds.
    case limited(retryAfter: Double)
    /// The body is larger than we read. 413
    case tooLarge(String)
    /// A failure that may pass: the database is away. 503
    case unavailable(String)

    package static func noSuch(_ model: String) -> AjarError {
        .notFound("Empty query: \(model) matching query does not exist.")
    }

    package static func invalid(_ field: String, _ message: String) -> AjarError {
        .invalid(FieldErrors(field, message))
    }
}

/// What is wrong with a body: per field, and in sentences that belong to no field.
package struct FieldErrors: Error, Sendable, Hashable {
    package private(set) var fields: [(name: String, problem: Problem)] = []
    package private(set) var sentences: [String] = []

    /// A field's problem: its own, that of its members, or that of its elements by index.
    package indirect enum Problem: Error, Hashable {
        case text(String)
        case members(FieldErrors)
        case elements([Int: Problem])
    }

    package init() {}
    package init(_ field: String, _ message: String) { add(field, .text(message)) }
    package init(sentence: String) { sentences = [sentence] }

    package var isEmpty: Bool { fields.isEmpty && sentences.isEmpty }

    /// The first problem of a field is the one that is told.
    package mutating func add(_ field: String, _ problem: Problem) {
        if !fields.contains(where: { $0.name == field }) { fields.append((field, problem)) }
    }

    package mutating func add(_ field: String, _ message: String) { add(field, .text(message)) }
    package mutating func add(sentence: String) { sentences.append(sentence) }

    /// `{"errors": […], "field-errors": {…}}` (reference 2.9)
    package var json: JSON {
        ["errors": .array(sentences.map(JSON.string)), "field-errors": .object(fieldsObject)]
    }

    private var fieldsObject: JSONObject { JSONObject(fields.map { ($0.name, $0.problem.json) }) }

    package static func == (left: Self, right: Self) -> Bool { left.json == right.json }
    package func hash(into hasher: inout Hasher) { hasher.combine(fields.count) }
}

extension FieldErrors.Problem {
    fileprivate var json: JSON {
        switch self {
        case .text(let message): return .string(message)
        case .members(let errors): return ["field-errors": errors.json["field-errors"]]
        case .elements(let elements):
            let members = elements.sorted { $0.key < $1.key }.map {
                (key: String($0.key), value: $0.value.json)
            }
            return ["errors": .object(JSONObject(members))]
        }
    }
}
