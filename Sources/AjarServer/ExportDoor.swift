import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore
import NIOCore

/// `GET /export/leads.csv`: leads for a spreadsheet, with the filters of the list of leads, for a browser or a key.
struct ExportDoor: Door {
    let engine: Engine
    let authentication: Authentication

    func answer(_ visit: Visit) async throws -> Answer {
        guard visit.target.segments == ["export", "leads.csv"] else { throw AjarError.notFound("Not found.") }
        guard visit.isRead else { throw Visit.noMethod }
        guard let caller = try await authentication.caller(visit.request) else {
            throw AjarError.unauthorized
        }
        let export = try LeadExport(visit.target.parameters, engine, caller)
        var answer = Answer(status: 200, body: [], contentType: "text/csv; charset=utf-8")
        answer.set(.at.contentDisposition, "attachment; filename=\"leads.csv\"")
        answer.set(.at.noSniff, "nosniff")
        answer.set(.at.cacheControl, "private, no-store")
        let place = Place()
        answer.stream = AsyncThrowingStream {
            guard let next = try await export.rows(after: place.last) else { return nil }
            place.last = next.last
            return ByteBuffer(string: next.text)
        }
        return answer
    }

    /// How far the download has come. One task reads the stream, a piece at a time.
    private final class Place: @unchecked Sendable {
        // Proven: a stream's closure runs again only after the piece before was taken.
        var last: String?
    }
}
