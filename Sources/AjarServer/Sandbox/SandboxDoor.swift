import AjarCore
import AjarMail
import AjarResource
import HTTPTypes
import HummingbirdCore

/// `/sandbox/`: what the sandbox has taken, as JSON, and raw; and the correspondents' answers to it.
struct SandboxDoor: Door {
    private static let previewLength = 10_000

    let sandbox: Sandbox
    let authentication: Authentication

    func answer(_ visit: Visit) async throws -> Answer {
        // On loopback everybody is the one who started it. From elsewhere a key is asked for.
        if !visit.connection.isLoopback, try await authentication.caller(visit.request) == nil {
            throw AjarError.unauthorized
        }
        let segments = visit.target.segments
        if segments.count == 4, segments[1] == "messages", segments[3] == "reply" {
            return try await reply(to: segments[2], visit)
        }
        guard visit.isRead else { throw Visit.noMethod }
        switch (segments.count, segments.count > 1 ? segments[1] : "") {
        case (1, _): return Answer(.json(overview))
        case (2, "messages"): return Answer(.json(try await messages(visit.target.parameters)))
        case (3, "messages"): return try await message(segments[2])
        default: throw AjarError.notFound("Not found.")
        }
    }

    private var overview: JSON {
        let ports = sandbox.ports
        func place(_ port: Int?) -> JSON {
            ["host": .string(sandbox.host), "port": port.map(JSON.int) ?? .null]
        }
        return ["smtp": place(ports?.smtp), "imap": place(ports?.imap)]
    }

    private func messages(_ parameters: Parameters) async throws -> JSON {
        let limit = try number(parameters, "_limit", standard: 50, in: 0...200)
        let skip = try number(parameters, "_skip", standard: 0, in: 0...1_000_000)
        let page = try await sandbox.messages(limit: limit, skip: skip)
        return [
            "data": .array(page.messages.map { $0.json(previewLength: Self.previewLength) }),
            "has_more": .bool(page.hasMore),
        ]
    }

    /// `{id}.eml` is the message as it came, `{id}` the same as JSON.
    private func message(_ name: String) async throws -> Answer {
        let isRaw = name.hasSuffix(".eml")
        guard let message = try await sandbox.message(isRaw ? String(name.dropLast(4)) : name) else {
            throw AjarError.noSuch("SandboxMessage")
        }
        guard isRaw else { return Answer(.json(message.json(previewLength: nil))) }
        var answer = Answer(status: 200, body: message.source, contentType: "message/rfc822")
        answer.set(.at.contentDisposition, "attachment; filename=\"\(message.id).eml\"")
        answer.set(.at.noSniff, "nosniff")
        return answer
    }

    /// The answer as the message that it became.
    private func reply(to id: String, _ visit: Visit) async throws -> Answer {
        guard visit.request.method == .post else { throw Visit.noMethod }
        guard let message = try await sandbox.message(id) else { throw AjarError.noSuch("SandboxMessage") }
        let bytes = try await Body.read(visit.request, limit: 1 << 20)
        let body = try Body.json(bytes, contentType: visit.request.headers[.at.contentType])
        let wish = try CorrespondentWish(kind: body?["kind"], text: body?["text"])
        let answer = try await sandbox.answer(message, wish.kind, wish.text)
        return Answer(.json(answer.json(previewLength: nil), status: 201))
    }

    private func number(
        _ parameters: Parameters, _ name: String, standard: Int, in range: ClosedRange<Int>
    ) throws -> Int {
        guard let text = parameters.nonempty(name) else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw AjarError.badRequest(
                "\(name) must be an integer from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}

extension SandboxMessage {
    fileprivate func json(previewLength: Int?) -> JSON {
        let read = try? MessageReader.read(source)
        func cut(_ text: String?) -> JSON {
            JSON(text.map { text in previewLength.map { String(text.prefix($0)) } ?? text })
        }
        return [
            "id": .string(id), "from": JSON(sender), "to": .array(recipients.map(JSON.string)),
            "subject": JSON(read?.subject), "received_at": .string(received.text()),
            "size": .int(source.count),
            "message_id": JSON(read?.messageID?.bracketed), "text": cut(read?.text), "html": cut(read?.html),
            "attachments": .array(
                (read?.attachments ?? []).map {
                    [
                        "filename": .string($0.filename), "content_type": .string($0.contentType),
                        "size": .int($0.size),
                    ]
                }),
        ]
    }
}
