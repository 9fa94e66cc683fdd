import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// Somebody who is signed in, on a page: asks the API in their name.
struct Visitor: Sendable {
    let visit: Visit
    let session: Sessions.Session
    let api: API
    let frame: Frame

    var segments: [String] { visit.target.segments }
    var parameters: Parameters { visit.target.parameters }
    var isRead: Bool { visit.isRead }

    func get(_ path: String, _ parameters: KeyValuePairs<String, String> = [:]) async throws -> JSON {
        let pairs = parameters.map { (name: $0.key, value: $0.value) }
        return try await call(.get, path, Parameters(pairs), nil)
    }

    func get(_ path: String, all parameters: Parameters) async throws -> JSON {
        try await call(.get, path, parameters, nil)
    }

    /// The objects of a list.
    func list(_ path: String, _ parameters: KeyValuePairs<String, String> = [:]) async throws -> [JSON] {
        try await get(path, parameters)["data"].array ?? []
    }

    @discardableResult
    func post(_ path: String, _ body: JSONObject) async throws -> JSON {
        try await call(.post, path, Parameters(), body)
    }

    @discardableResult
    func put(_ path: String, _ body: JSONObject) async throws -> JSON {
        try await call(.put, path, Parameters(), body)
    }

    func delete(_ path: String) async throws { _ = try await call(.delete, path, Parameters(), nil) }

    /// For parts that are no ids, such as addresses.
    func delete(_ segments: [String]) async throws {
        _ = try await call(.delete, segments, Parameters(), nil)
    }

    private func call(
        _ method: Method, _ path: String, _ parameters: Parameters, _ body: JSONObject?
    ) async throws -> JSON {
        try await call(method, path.split(separator: "/").map(String.init), parameters, body)
    }

    private func call(
        _ method: Method, _ segments: [String], _ parameters: Parameters, _ body: JSONObject?
    ) async throws -> JSON {
        var caller = session.caller
        let environs = api.engine.store.environs
        let id = ID.make(.short("req"), at: environs.clock.now, random: environs.random)
        let path = "/api/v1/\(segments.joined(separator: "/"))/"
        caller.request = RequestInfo(
            id: id, method: method.rawValue, path: path, offsetMinutes: offsetMinutes)
        let request = APIRequest(method, segments, parameters: parameters, body: body, caller: caller)
        let answer = try await api.answer(request)
        return answer.body.isEmpty ? .null : try JSONParser.parse(answer.body)
    }

    /// How far the browser's clock is from UTC, as its script left it in a cookie; UTC without one.
    var offsetMinutes: Int {
        let given = visit.request.cookie("ajar_offset").flatMap { Int($0) } ?? 0
        return abs(given) <= 14 * 60 ? given : 0
    }

    /// The day it is where the visitor sits.
    var today: CivilDate { api.engine.store.environs.clock.now.date(offsetMinutes: offsetMinutes) }

    func has(_ path: String) -> Bool { api.engine.resources.byPath[path] != nil }

    /// The form that was sent, if one of our pages made it.
    func form() async throws -> [String: String] {
        guard visit.request.method == .post else { throw Visit.noMethod }
        let form = try await visit.form()
        guard session.isSigned(by: form["form"] ?? "") else {
            throw AjarError.forbidden("The page was too old. Please go back, reload it, and try again.")
        }
        return form
    }

    func page(
        _ name: String, title: String, area: String, _ values: [String: any Sendable], status: Int = 200
    ) -> Answer {
        frame.answer(name, title: title, area: area, values, self, status: status)
    }
}

extension [String: String] {
    /// What somebody typed, without spaces around it; nil when that is nothing.
    func typed(_ name: String) -> String? {
        guard let text = self[name]?.trimmed, !text.isEmpty else { return nil }
        return text
    }
}
