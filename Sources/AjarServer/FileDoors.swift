import AjarCRM
import AjarCore
import HTTPTypes
import HummingbirdCore
import Synchronization

/// `POST /files/upload/{id}`: the bytes of a file, with the signed fields that the API gave out for it.
struct UploadDoor: Door {
    /// Room for the fields and the boundaries around the largest file.
    private static let maxBytes = FileStore.maxSize + 1_048_576

    let files: FileStore
    let gate: UploadGate

    func answer(_ visit: Visit) async throws -> Answer {
        guard visit.target.segments.count == 3, visit.target.segments[1] == "upload" else {
            throw AjarError.notFound("Not found.")
        }
        guard visit.request.method == .post else { throw Visit.noMethod }
        guard let type = visit.request.headers[.at.contentType], let boundary = Multipart.boundary(type)
        else {
            throw AjarError.badRequest("Please send the file as multipart/form-data.")
        }
        guard gate.enter() else { throw AjarError.unavailable("too many uploads") }
        defer { gate.leave() }
        let form = try Multipart(try await Body.read(visit.request, limit: Self.maxBytes), boundary: boundary)
        guard let file = form.file else { throw AjarError.badRequest("There is no part called file.") }
        try await files.accept(id: visit.target.segments[2], fields: form.fields, bytes: file.bytes)
        return Answer(status: 201, body: Array("{}".utf8))
    }
}

/// Who may upload is known only when the fields are read, so few are let in at a time: each takes the memory
/// of its file.
final class UploadGate: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int = 16) { free = Mutex(count) }

    func enter() -> Bool {
        free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func leave() { free.withLock { $0 += 1 } }
}

/// `GET /go/file/{id}/{filename}`: a file for somebody of its organization.
struct DownloadDoor: Door {
    let files: FileStore
    let authentication: Authentication

    func answer(_ visit: Visit) async throws -> Answer {
        let segments = visit.target.segments
        guard (3...4).contains(segments.count), segments[1] == "file" else {
            throw AjarError.notFound("Not found.")
        }
        guard visit.isRead else { throw Visit.noMethod }
        guard let caller = try await authentication.caller(visit.request) else {
            throw AjarError.unauthorized
        }
        let file = try await files.open(id: segments[2], caller: caller)
        var answer = Answer(status: 200, body: file.bytes, contentType: Self.headerText(file.contentType))
        // Whatever somebody uploaded: it is saved, not shown, and can do nothing if it is shown all the same.
        answer.set(
            .at.contentDisposition, "attachment; filename*=UTF-8''\(PercentText.encode(file.filename))")
        answer.set(.at.noSniff, "nosniff")
        answer.set(.at.securityPolicy, "sandbox; default-src 'none'")
        answer.set(.at.cacheControl, "private, no-store")
        return answer
    }

    /// A header value that can't end its line; what isn't one is bytes.
    private static func headerText(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        return isPlain ? text : "application/octet-stream"
    }
}
