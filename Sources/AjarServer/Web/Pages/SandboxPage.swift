import AjarCRM
import AjarCore
import AjarMail
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/sandbox/view/`: what the sandbox took instead of the world.
struct SandboxPage: Sendable {
    let visitor: Visitor
    let sandbox: Sandbox?

    func answer() async throws -> Answer {
        guard let sandbox else { throw AjarError.notFound("There is no such page.") }
        let segments = visitor.segments
        if segments.count == 3, !visitor.isRead { return try await reply(sandbox, segments[2]) }
        guard visitor.isRead else { throw Visit.noMethod }
        switch segments.count {
        case 2: return try await list(sandbox)
        case 3: return try await message(sandbox, segments[2])
        case 4 where segments[3] == "body":
            guard let message = try await sandbox.message(segments[2]) else {
                throw AjarError.notFound("There is no such message.")
            }
            return MailBody.answer(
                (try? MessageReader.read(message.source))?.html ?? "",
                showsImages: visitor.parameters["images"] == "1")
        default: throw AjarError.notFound("There is no such page.")
        }
    }

    private func list(_ sandbox: Sandbox) async throws -> Answer {
        let page = try await sandbox.messages(limit: 50, skip: 0)
        var values: Values = [:]
        if !page.messages.isEmpty { values["rows"] = page.messages.map(Self.row) }
        return visitor.page("sandbox", title: "Sandbox", area: "settings", values)
    }

    private static func row(_ message: SandboxMessage) -> Values {
        let read = try? MessageReader.read(message.source)
        let to = message.recipients.joined(separator: ", ")
        var row: Values = [
            "id": message.id, "to": to, "from": message.sender ?? "",
            "subject": read?.subject ?? "No subject",
            "face": Words.initials(to), "tint": Words.hue(to), "snip": String((read?.text ?? "").prefix(160)),
        ]
        row["at"] = Words.moment(message.received.text())
        return row
    }

    private func message(_ sandbox: Sandbox, _ id: String, problem: String? = nil) async throws -> Answer {
        guard let message = try await sandbox.message(id) else {
            throw AjarError.notFound("There is no such message.")
        }
        let read = try? MessageReader.read(message.source)
        var values = Self.row(message)
        if read?.html != nil { values["has_html"] = true } else { values["text"] = read?.text ?? "" }
        values["files"] = (read?.attachments ?? []).map { file -> Values in ["filename": file.filename] }
        if (try? Correspondent(message)) != nil {
            values["answers"] = ["words": Correspondent.Kind.reply.words] as Values
        }
        if let problem { values["problem"] = problem }
        return visitor.page(
            "sandbox-message", title: read?.subject ?? "Message", area: "settings", values,
            status: problem == nil ? 200 : 400)
    }

    private func reply(_ sandbox: Sandbox, _ id: String) async throws -> Answer {
        let form = try await visitor.form()
        guard let message = try await sandbox.message(id) else {
            throw AjarError.notFound("There is no such message.")
        }
        do {
            let wish = try CorrespondentWish(
                kind: form["kind"].map(JSON.string), text: form["text"].map(JSON.string))
            _ = try await sandbox.answer(message, wish.kind, wish.text)
            return .redirect("/sandbox/view/?done=answered")
        } catch let error as AjarError {
            return try await self.message(sandbox, id, problem: Problem.text(error))
        }
    }
}
