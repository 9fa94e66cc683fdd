import AjarCore
import AjarResource
import AjarTestKit
import Testing

@testable import AjarCRM

@Suite struct RecipientTimeTests {
    private func moment(_ zone: String, _ time: String) throws -> String {
        let clock = try #require(WallClock(zone: zone))
        return clock.moment(showing: try #require(Timestamp(iso: time)).micros).text()
    }

    @Test func `a clock shows a time once, twice or never`() throws {
        #expect(try moment("Europe/Berlin", "2026-07-01T09:00:00").hasPrefix("2026-07-01T07:00:00"))
        #expect(try moment("Europe/Berlin", "2026-12-01T09:00:00").hasPrefix("2026-12-01T08:00:00"))
        // The night in which an hour is missing: 02:30 is not there, and becomes 03:30.
        #expect(try moment("Europe/Berlin", "2026-03-29T02:30:00").hasPrefix("2026-03-29T01:30:00"))
        #expect(try moment("Europe/Berlin", "2026-03-29T01:59:59").hasPrefix("2026-03-29T00:59:59"))
        #expect(try moment("Europe/Berlin", "2026-03-29T03:00:00").hasPrefix("2026-03-29T01:00:00"))
        // The night that has an hour twice: the first one is meant.
        #expect(try moment("Europe/Berlin", "2026-10-25T02:30:00").hasPrefix("2026-10-25T00:30:00"))
        #expect(try moment("Europe/Berlin", "2026-10-25T03:00:00").hasPrefix("2026-10-25T02:00:00"))
        #expect(try moment("America/New_York", "2026-03-08T02:30:00").hasPrefix("2026-03-08T07:30:00"))
        #expect(try moment("America/New_York", "2026-11-01T01:30:00").hasPrefix("2026-11-01T05:30:00"))
        #expect(try moment("Asia/Kathmandu", "2026-01-01T00:00:00").hasPrefix("2025-12-31T18:15:00"))
        // Samoa had no 30th of December 2011.
        #expect(try moment("Pacific/Apia", "2011-12-30T12:00:00").hasPrefix("2011-12-30T22:00:00"))
    }

    @Test func `a window opens at its hour also when the clocks change that night`() throws {
        let windows = try #require(
            SendingWindows([
                "windows": [["days": ["sunday"], "from": "02:30", "to": "04:00"]],
                "timezone": "Europe/Berlin",
            ]))
        let saturday = try #require(Timestamp(iso: "2026-03-28T12:00:00Z"))
        #expect(windows.opening(from: saturday).text().hasPrefix("2026-03-29T01:30:00"))
        let inside = try #require(Timestamp(iso: "2026-03-29T01:45:00Z"))
        #expect(windows.opening(from: inside) == inside)
        let autumn = try #require(Timestamp(iso: "2026-10-24T12:00:00Z"))
        #expect(windows.opening(from: autumn).text().hasPrefix("2026-10-25T00:30:00"))
        let after = try #require(Timestamp(iso: "2026-03-29T02:00:00Z"))
        #expect(windows.opening(from: after).text().hasPrefix("2026-04-05T00:30:00"))
    }

    @Test(arguments: Backend.available)
    func `an email is scheduled on the contact's clock, which is found as well as can be`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            _ = try await bench.mailbox(1)
            _ = try await bench.put("organization/\(bench.admin.organizationID)", ["timezone": "Asia/Tokyo"])
            let cases: [(contact: JSON, lead: JSON, sentAt: String)] = [
                (
                    ["name": "A", "timezone": "Europe/Berlin", "phones": [["phone": "+33142685300"]]], [],
                    "2027-01-04T08:00:00"
                ),
                (
                    ["name": "B", "phones": [["phone": "+442070313000"]]], [["country": "DE"]],
                    "2027-01-04T09:00:00"
                ),
                (["name": "C"], [["country": "DE"]], "2027-01-04T08:00:00"),
                (["name": "D"], [], "2027-01-04T00:00:00"),
            ]
            for (contact, addresses, sentAt) in cases {
                let lead = try await bench.post(
                    "lead", ["name": "x", "addresses": addresses, "contacts": [contact]])
                let email = try await bench.post(
                    "activity/email",
                    [
                        "lead_id": lead["id"], "contact_id": lead["contacts"].array?.first?["id"] ?? .null,
                        "status": "scheduled",
                        "sender": "ada@acme.test", "to": ["gob@bluth.test"],
                        "date_scheduled": "2027-01-04T09:00:00-05:00",
                        "send_in_recipient_timezone": true,
                    ])
                #expect(
                    email["date_scheduled"].string?.hasPrefix(sentAt) == true,
                    "\(contact.text): \(email["date_scheduled"].text)")
            }
            let answer = try await bench.ask(
                .post, "activity/email",
                [
                    "lead_id": try await bench.post("lead", ["name": "y"])["id"], "status": "draft",
                    "send_in_recipient_timezone": true,
                ])
            #expect(answer.json["field-errors"]["date_scheduled"] != .null)
        }
    }
}
