import AjarCore
import AjarMail
package import AjarResource
import AjarStore
import Foundation

/// The address by which somebody stops the mail of campaigns. It names the organization and the address
/// itself, so it works as long as the installation has its key, whatever became of the email.
package struct UnsubscribeLink: Sendable, Hashable {
    package let organization: Int
    package let address: String

    package init(organization: Int, address: String) {
        self.organization = organization
        self.address = address
    }

    package func url(_ installation: Installation) -> String {
        let name = Data(address.utf8).base64EncodedString().replacing("+", with: "-").replacing(
            "/", with: "_"
        )
        .replacing("=", with: "")
        return
            "\(installation.baseURL)/unsubscribe/\(organization)/\(name)/\(installation.secrets.token(signed))"
    }

    /// Nil unless the link is ours.
    package init?(_ segments: [String], _ installation: Installation) {
        guard segments.count == 4, segments[0] == "unsubscribe", let organization = Int(segments[1]),
            segments[2].utf8.count <= 1500
        else { return nil }
        let base64 = segments[2].replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: base64 + padding),
            let address = String(data: data, encoding: .utf8)
        else {
            return nil
        }
        self.init(organization: organization, address: address)
        guard installation.secrets.verify(token: segments[3], of: signed) else { return nil }
    }

    private var signed: String { "unsubscribe:\(organization):\(address.lowercased())" }

    /// Does it, once; the second time changes nothing. False when the organization is gone.
    package func follow(_ engine: Engine) async throws -> Bool {
        let row: ID? = try await engine.store.read { reader in
            try reader.first("SELECT id FROM organization WHERE organization = \(organization)")?.id("id")
        }
        guard let row else { return false }
        let caller = Caller(organization: organization, organizationID: row, userID: nil)
        try await engine.write(caller) { [address] context in try UnsubscribedEmail.add(address, context) }
        return true
    }
}

/// What an organization's settings and a template say of the link in mail of campaigns (reference 4.8).
struct UnsubscribeOffer: Sendable {
    let url: String
    let text: String

    /// Nil for mail that one person writes to another, and where the link is switched off or not chosen.
    init?(_ email: Record, _ context: ReadContext) throws {
        guard email.isAutomatic, let to = email[EmailActivity.to].first,
            let address = try? Address(parsing: to)
        else { return nil }
        let row = try context.reader.first(
            "SELECT settings FROM organization WHERE organization = \(context.organization)")
        let settings = row?.json("settings") ?? .null
        guard settings["enable_unsubscribe_link"].bool == true else { return nil }
        // Whoever may see it: the sender chose it.
        let template = try email[EmailActivity.templateID].flatMap { id in
            try context.all(EmailTemplate.resource, where: "id = \(id)", limit: 1).first
        }
        let chosen = template?["unsubscribe_link_id"].string
        guard chosen != nil || settings["require_unsubscribe_link"].bool == true else { return nil }
        let texts = settings["unsubscribe_links"].array ?? []
        text = texts.first { $0["id"].string == chosen && chosen != nil }?["text"].string ?? Self.standardText
        url = UnsubscribeLink(organization: context.organization, address: address.email).url(
            context.installation)
    }

    static let standardText = "Unsubscribe"
}

extension Record {
    /// Whether an email belongs to a campaign: a bulk email or a sequence. Only such mail minds who has
    /// unsubscribed.
    var isAutomatic: Bool { !self["bulk_email_action_id"].isNull || !self["sequence_id"].isNull }
}

extension FieldKind {
    /// The texts among which a template chooses by `unsubscribe_link_id`.
    static let unsubscribeLinks: FieldKind = .list(
        .members([
            Plain("id", .text(max: 100), required: true), Plain("text", .text(max: 200), required: true),
        ]), max: 50)
}
