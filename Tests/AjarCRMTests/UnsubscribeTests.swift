import AjarCore
import AjarMail
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@testable import AjarCRM

@Suite struct UnsubscribeTests {
    /// Makes the email one of a campaign, as the bulk sender will.
    private func makeBulk(_ id: String, _ bench: Workbench) async throws {
        try await bench.store.write { transaction in
            _ = try transaction.execute("UPDATE email SET bulk_email_action_id = 'bulk_1' WHERE id = \(id)")
        }
    }

    private func mail(_ relay: TestRelay) -> String {
        String(decoding: relay.mails.last?.bytes ?? [], as: UTF8.self)
    }

    /// The address in `List-Unsubscribe`, from its path on.
    private func link(_ mail: String) throws -> [String] {
        let header = try #require(
            mail.replacing("\r\n ", with: " ").split(separator: "\r\n").first {
                $0.hasPrefix("List-Unsubscribe:")
            })
        let path = try #require(header.split(separator: "http://ajar.test/").last?.prefix { $0 != ">" })
        return path.split(separator: "/").map(String.init)
    }

    @Test(arguments: Backend.available)
    func `mail of a campaign has the way out in its headers and in both bodies, and who takes it is out`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                let settings: JSON = [
                    "enable_unsubscribe_link": true, "require_unsubscribe_link": true,
                    "unsubscribe_links": [["id": "kind", "text": "No more of this & that"]],
                ]
                _ = try await bench.put("organization/\(bench.admin.organizationID)", settings)
                _ = try await bench.mailbox(port, ["signature_html": "<b>Ada</b>"])
                let template = try await bench.post(
                    "email_template",
                    [
                        "name": "t", "subject": "Offer", "body": "<p>Hello</p>",
                        "unsubscribe_link_id": "kind",
                    ])
                let id = try await bench.send(
                    to: ["Gob <gob@bluth.test>"], ["template_id": template["id"], "body_text": "Hello"])
                try await makeBulk(id, bench)
                try await bench.workDueJobs()
                let text = mail(relay)
                #expect(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
                #expect(relay.read?.html?.contains("No more of this &amp; that</a>") == true)
                #expect(relay.read?.html?.contains("<b>Ada</b>") == true)
                #expect(
                    relay.read?.text?.contains("No more of this & that: http://ajar.test/unsubscribe/")
                        == true)
                #expect(try await bench.email(id)["body_html"].string?.contains("unsubscribe") == false)

                let link = try #require(UnsubscribeLink(try link(text), bench.installation))
                #expect(link.address == "gob@bluth.test")
                for _ in 0..<2 { #expect(try await link.follow(bench.engine)) }
                #expect(
                    try await bench.get("unsubscribe/email")["data"].array?.map { $0["email"] } == [
                        "gob@bluth.test"
                    ])
                let contact = try await bench.post(
                    "contact", ["name": "Gob", "emails": [["email": "Gob@bluth.test"]]])
                #expect(
                    try await bench.get("contact/\(contact["id"].string ?? "")")["emails"].array?.first?[
                        "is_unsubscribed"] == true)
                let events = try await bench.get("event")["data"].array ?? []
                #expect(
                    events.filter { $0["object_type"] == "unsubscribed_email" && $0["action"] == "created" }
                        .count == 1)
            }
        }
    }

    @Test(arguments: Backend.available)
    func `who is unsubscribed gets no mail of campaigns, and still gets what somebody writes by hand`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                _ = try await bench.mailbox(port)
                let both = try await bench.send(to: ["GOB@bluth.test", "lucille@bluth.test"])
                let one = try await bench.send(to: ["gob@bluth.test"])
                for id in [both, one] { try await makeBulk(id, bench) }
                // After the emails were promised: what counts is who is unsubscribed when they leave.
                _ = try await bench.post("unsubscribe/email", ["email": "gob@bluth.test"])
                try await bench.workDueJobs()
                #expect(relay.recipients == ["lucille@bluth.test"])
                #expect(try await bench.email(both)["status"] == "sent")
                let refused = try await bench.email(one)
                #expect(refused["status"] == "error")
                #expect(refused["send_attempts"].array?.last?["error_class"] == "unsubscribed")
                _ = try await bench.send(to: ["gob@bluth.test"])
                try await bench.workDueJobs()
                #expect(relay.recipients == ["lucille@bluth.test", "gob@bluth.test"])
                #expect(!mail(relay).contains("List-Unsubscribe"))
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a link that was changed is no link`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let link = UnsubscribeLink(organization: 1, address: "gob@bluth.test")
            let parts = link.url(bench.installation).split(separator: "/").dropFirst(2).map(String.init)
            #expect(UnsubscribeLink(parts, bench.installation) == link)
            let other = UnsubscribeLink(organization: 1, address: "lucille@bluth.test").url(
                bench.installation)
            let stolen = other.split(separator: "/").map(String.init)[4]
            for changed in [
                ["unsubscribe", "2", parts[2], parts[3]], ["unsubscribe", "1", stolen, parts[3]],
                [
                    "unsubscribe", "1", parts[2],
                    String(parts[3].dropLast()) + (parts[3].last == "0" ? "1" : "0"),
                ],
                ["unsubscribe", "1", parts[2]], ["unsubscribe", "1", "%%%", parts[3]],
            ] {
                #expect(UnsubscribeLink(changed, bench.installation) == nil, "\(changed)")
            }
        }
    }
}
