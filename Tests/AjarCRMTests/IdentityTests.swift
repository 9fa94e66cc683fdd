import AjarCore
import AjarMail
import AjarResource
import AjarTestKit
import Testing

@Suite struct IdentityTests {
    @Test(arguments: Backend.available)
    func `an account sends from its other addresses, too, and shows its own first`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                let identities: JSON = [
                    ["email": "Sales@acme.test", "name": "Sales"],
                    ["email": "ADA@acme.test", "name": "twice"],
                ]
                let account = try await bench.mailbox(port, ["identities": identities])
                #expect(
                    account["identities"].array?.map { $0["email"] } == ["ada@acme.test", "Sales@acme.test"])
                let path = "connected_account/\(account["id"].string ?? "")"
                let again = try await bench.put(path, ["identities": account["identities"]])
                #expect(again["identities"] == account["identities"])
                let id = try await bench.send(to: ["gob@bluth.test"], ["sender": "Sales <sales@acme.test>"])
                try await bench.workDueJobs()
                #expect(try await bench.email(id)["email_account_id"] == account["id"])
                #expect(relay.mails.first?.sender?.email == "sales@acme.test")
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a signing account shows what to publish and never its key`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            try await TestRelay.with { relay, port in
                let dkim: JSON = ["domain": "Acme.test", "selector": "mail", "algorithm": "ed25519-sha256"]
                let account = try await bench.mailbox(port, ["dkim": dkim])
                #expect(account["dkim"]["dns_record"]["name"] == "mail._domainkey.acme.test")
                #expect(
                    account["dkim"]["dns_record"]["value"].string?.hasPrefix("v=DKIM1; k=ed25519; p=") == true
                )
                #expect(account["dkim"]["private_key"] == .null)
                // Changing something else, or the same again, keeps the key.
                let path = "connected_account/\(account["id"].string ?? "")"
                #expect(try await bench.put(path, ["dkim": dkim, "name": "A"])["dkim"] == account["dkim"])
                _ = try await bench.send(to: ["gob@bluth.test"])
                try await bench.workDueJobs()
                let text = String(decoding: relay.mails.first?.bytes ?? [], as: UTF8.self)
                #expect(text.hasPrefix("DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;"))
                for bad: JSON in [
                    ["domain": "acme.test"], ["domain": "acme.test; x=y", "selector": "mail"],
                    ["domain": "acme.test", "selector": "mail", "private_key": "no key"],
                ] {
                    #expect(try await bench.ask(.put, path, ["dkim": bad]).status == 400, "\(bad.text)")
                }
                let events = try await bench.get("event").text
                #expect(!events.contains("private_key"))
            }
        }
    }
}
