import AjarCRM
import AjarCore
import AjarResource
import HTTPTypes
import HummingbirdCore
import NIOCore

/// `POST /api/v1/activity/email/import/`: an `.eml` or an mbox as the body, or as the file of a form. It is taken while it
/// comes, so it may be larger than memory.
enum MailImport {
    static let path: [String] = ["activity", "email", "import"]

    static func answer(_ request: Request, _ engine: Engine, _ caller: Caller) async throws -> Answer {
        let type = request.headers[.at.contentType] ?? ""
        var form = Multipart.boundary(type).map(FormFile.init)
        guard form != nil || types.contains(Body.mediaType(type)) else {
            throw AjarError.badRequest(
                "Please send a mail as message/rfc822, many as application/mbox, or either as a form.")
        }
        var running = try await EmailImport.start(engine, caller)
        do {
            for try await part in request.body {
                guard form != nil else {
                    try await running.read(part.readableBytesView)
                    continue
                }
                guard let content = form?.read(part.readableBytesView) else { throw noFile }
                try await running.read(content)
            }
            guard form?.isComplete ?? true else { throw noFile }
        } catch {
            // Also when the client hung up; what was taken stays, and says so.
            try? await running.fail()
            throw error
        }
        let json = try await running.finish()
        return Answer(
            APIAnswer(
                status: 201, body: Array(json.text.utf8),
                location: "\(APIDoor.prefix)/activity/email/import/\(running.id)/"))
    }

    private static let types: Set<String> = [
        "message/rfc822", "application/mbox", "application/octet-stream", "text/plain",
    ]
    private static let noFile: AjarError = .badRequest("The form has no file, or it isn't complete.")
}
