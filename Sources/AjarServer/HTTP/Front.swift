import AjarCore
import AjarStore
import HTTPTypes
package import HummingbirdCore
import Logging

/// Sends each request to its door. The API comes first and has no router: its dispatcher knows what there is.
package struct Front: Sendable {
    let api: APIDoor
    /// By the first part of the path.
    let doors: [String: any Door]
    let metrics: Metrics
    let environs: Environs
    let logger: Logger

    package func answer(to request: Request, _ context: ConnectionContext) async -> Answer {
        let path = request.head.path ?? ""
        let isAPI = path.utf8.starts(with: Self.apiPrefix) || path == APIDoor.prefix
        if isAPI, path != ReferenceDoor.path {
            return await api.answer(to: request, context)
        }
        return await answerOutsideAPI(to: request, context)
    }

    private static let apiPrefix: [UInt8] = Array("\(APIDoor.prefix)/".utf8)

    private func answerOutsideAPI(to request: Request, _ context: ConnectionContext) async -> Answer {
        let begun = ContinuousClock.now
        let id = ID.make(.short("req"), at: environs.clock.now, random: environs.random)
        var route = RouteTable.none
        var answer: Answer
        do {
            let target = try Target(request.head.path ?? "")
            // The front page has no first part.
            let first = target.segments.first ?? ""
            if doors[first] != nil { route = "/\(first)" }
            guard let door = doors[first] ?? (Self.isBrowser(request) ? doors[""] : nil) else {
                throw AjarError.notFound("Not found.")
            }
            answer = try await door.answer(Visit(request: request, target: target, connection: context))
        } catch {
            logger.unexpected(error, request: id.text, route: route)
            answer = Answer(error)
            if answer.status == 413 { context.closeSoon() }
        }
        answer.set(.at.requestID, id.text)
        metrics.count(request.method, route, answer.status, ContinuousClock.now - begun)
        return answer
    }

    /// Who asks for a page is told in a page that there is none.
    private static func isBrowser(_ request: Request) -> Bool {
        request.headers[.accept]?.contains("text/html") == true
    }
}

/// A part of the site beside the API.
package protocol Door: Sendable {
    func answer(_ visit: Visit) async throws -> Answer
}

/// A request to a door.
package struct Visit: Sendable {
    package let request: Request
    package let target: Target
    package let connection: ConnectionContext

    package var isRead: Bool { request.method == .get || request.method == .head }

    /// `application/x-www-form-urlencoded`, small. The last value of a name counts.
    package func form() async throws -> [String: String] {
        guard let type = request.headers[.at.contentType],
            Body.mediaType(type) == "application/x-www-form-urlencoded"
        else {
            throw AjarError.badRequest(
                "Please send a form, with 'Content-Type: application/x-www-form-urlencoded'.")
        }
        let bytes = try await Body.read(request, limit: 65_536)
        return Dictionary(try Target.pairs(bytes[...]).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    static let noMethod: AjarError = .notFound("Method not allowed.")
}
