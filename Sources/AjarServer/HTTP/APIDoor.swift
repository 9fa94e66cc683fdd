import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore
import Logging

/// Everything below `/api/v1`: makes an `APIRequest` of the bytes, and bytes of what is answered.
///
/// The order is fixed: who asks, how often, what, with which body. Nobody's body is looked at before it is
/// known who sent it.
struct APIDoor: Sendable {
    static let prefix = "/api/v1"

    let api: API
    let authentication: Authentication
    let rateLimit: RateLimit
    let idempotency: Idempotency
    let routes: RouteTable
    let metrics: Metrics
    let maxBody: Int
    let logger: Logger

    func answer(to request: Request, _ context: ConnectionContext) async -> Answer {
        let begun = ContinuousClock.now
        let environs = api.engine.store.environs
        let id = ID.make(.short("req"), at: environs.clock.now, random: environs.random)
        var seen = Seen(standing: rateLimit.untouched)
        var answer: Answer
        do {
            answer = try await self.answer(request, id, &seen)
        } catch {
            logger.unexpected(error, request: id.text, route: seen.route)
            answer = Answer(error)
            if answer.status == 413 { context.closeSoon() }
        }
        answer.set(.at.rateLimit, seen.standing.header)
        answer.set(.at.requestID, id.text)
        let taken = ContinuousClock.now - begun
        metrics.count(request.method, seen.route, answer.status, taken)
        logger.debug(
            "answered",
            metadata: [
                "request": "\(id)", "method": "\(request.method)", "route": "\(seen.route)",
                "status": "\(answer.status)",
                "micros": "\(taken.micros)",
            ])
        return answer
    }

    /// What is known of a request when its answer turns out to be an error.
    private struct Seen {
        var standing: RateLimit.Standing
        var route = RouteTable.none
    }

    private func answer(_ request: Request, _ id: ID, _ seen: inout Seen) async throws -> Answer {
        guard var caller = try await authentication.caller(request) else { throw AjarError.unauthorized }
        let target = try Target(request.head.path ?? "", after: Self.prefix.utf8.count)
        seen.route = routes.template(target.segments)
        let method = try method(request)
        seen.standing = rateLimit.take(caller, group: target.segments.first ?? "", method: method)
        if let wait = seen.standing.wait { throw AjarError.limited(retryAfter: wait) }

        if method == .post, target.segments == MailImport.path {
            return try await MailImport.answer(request, api.engine, caller)
        }
        let bytes = try await body(request)
        let body = try Body.json(bytes, contentType: request.headers[.at.contentType])
        let path = target.segments.joined(separator: "/")
        caller.request = RequestInfo(
            id: id, method: method.rawValue, path: "\(Self.prefix)/\(path)/", offsetMinutes: offset(request))
        let asked = APIRequest(
            method, target.segments, parameters: target.parameters, body: body, caller: caller)
        // Who may do what is about to change, so what we remember of it is forgotten, however this ends.
        let isAboutPeople = method != .get && Self.people.contains(target.segments.first ?? "")
        defer { if isAboutPeople { authentication.cache.forgetAll() } }
        guard method == .post, let key = request.headers[.at.idempotencyKey] else {
            return Answer(try await api.answer(asked))
        }
        return try await idempotency.once(key, caller, of: [Array((request.head.path ?? "").utf8), bytes]) {
            do {
                return Answer(try await api.answer(asked))
            } catch {
                // A refusal is an answer, too. After a failure nobody knows what took effect.
                let answer = Answer(error)
                guard answer.status < 500 else { throw error }
                return answer
            }
        }
    }

    private static let people: Set<String> = ["membership", "role", "group", "user", "api_key"]

    /// The method that is meant: a POST may say it is another one (reference 2.5).
    private func method(_ request: Request) throws -> Method {
        switch request.method {
        case .get, .head: return .get
        case .put: return .put
        case .delete: return .delete
        case .post:
            guard let meant = request.headers[.at.methodOverride] else { return .post }
            guard let method = Method(rawValue: meant.uppercased()) else { throw API.noMethod }
            return method
        default: throw API.noMethod
        }
    }

    /// A GET or DELETE has no body that means anything, but a DELETE may bring `_params`.
    private func body(_ request: Request) async throws -> [UInt8] {
        switch request.method {
        case .post, .put: try await Body.read(request, limit: maxBody)
        case .delete where request.headers[.at.contentType] != nil:
            try await Body.read(request, limit: maxBody)
        default: []
        }
    }

    /// `x-tz-offset` is in hours: `-4`, `5.5` (reference 2.7). What makes no sense counts as UTC.
    private func offset(_ request: Request) -> Int {
        guard let text = request.headers[.at.offset], let hours = Double(text), abs(hours) <= 24 else {
            return 0
        }
        return Int((hours * 60).rounded())
    }
}
