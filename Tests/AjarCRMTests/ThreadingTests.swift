import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@Suite struct ThreadingTests {
    /// Receives mails one after the other and as one batch: how they come must not matter. The subjects of
    /// each thread.
    private func threads(_ backend: Backend, _ mails: [Mail], together: Bool) async throws -> Set<Set<String>>
    {
        var result: Set<Set<String>> = []
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            let lead = try await bench.lead("Bluth", "gob@bluth.test")
            if together {
                try await bench.receive(mails, in: account)
            } else {
                for mail in mails { try await bench.receive(mail, in: account) }
            }
            let emails = try await bench.emails(lead)
            #expect(emails.count == mails.count)
            for thread in try await bench.threads(lead) {
                let own = emails.filter { $0["thread_id"] == thread["id"] }
                #expect(thread["n_emails"].int == own.count)
                result.insert(Set(own.compactMap { $0["message_ids"].array?.first?.string }))
            }
        }
        return result
    }

    private func expect(_ mails: [Mail], _ threads: Set<Set<String>>, _ comment: Comment) async throws {
        for backend in Backend.available {
            for together in [true, false] {
                let found = try await self.threads(backend, mails, together: together)
                #expect(found == threads, comment)
            }
        }
    }

    @Test func `answers come in any order and end in one thread`() async throws {
        let root = Mail(id: "r")
        let child = Mail(subject: "Re: Offer", id: "c", inReplyTo: "r", references: ["r"])
        let grandchild = Mail(subject: "Re: Re: Offer", id: "g", inReplyTo: "c", references: ["r", "c"])
        for order in [[root, child, grandchild], [grandchild, child, root], [child, root, grandchild]] {
            try await expect(order, [["r", "c", "g"]], "whatever the order")
        }
    }

    @Test func `a missing ancestor holds its answers together`() async throws {
        // Strangers to each other: only the phantom connects them.
        let one = Mail(from: "gob@bluth.test", subject: "Re: Deal", id: "1", references: ["phantom"])
        let two = Mail(
            from: "gob@bluth.test", to: "bob@acme.test", subject: "Re: Deal", id: "2", inReplyTo: "phantom",
            date: Workbench.start - .seconds(400 * 86_400))
        try await expect([one, two], [["1", "2"]], "two answers to what isn't here")
    }

    @Test func `a mail that comes late joins the threads that it connects`() async throws {
        let late = Workbench.start - .seconds(400 * 86_400)
        let one = Mail(subject: "Re: Deal", id: "1", inReplyTo: "m")
        let two = Mail(subject: "Re: Deal", id: "2", inReplyTo: "root", date: late)
        let bridge = Mail(subject: "Re: Deal", id: "m", inReplyTo: "root", date: late)
        try await expect([one, two, bridge], [["1", "2", "m"]], "the bridge connects them")
    }

    @Test func `references in a circle, or to itself, end`() async throws {
        let one = Mail(subject: "Re: Circle", id: "1", inReplyTo: "2", references: ["2", "3", "1"])
        let two = Mail(subject: "Re: Circle", id: "2", inReplyTo: "3", references: ["3", "1"])
        let three = Mail(subject: "Re: Circle", id: "3", inReplyTo: "1", references: ["1", "2"])
        try await expect([one, two, three], [["1", "2", "3"]], "a circle")
    }

    @Test func `an answer under another subject is another conversation`() async throws {
        let root = Mail(id: "r")
        let other = Mail(subject: "Something else", id: "o", inReplyTo: "r", references: ["r"])
        try await expect([root, other], [["r"], ["o"]], "a new subject in an old reply")
    }

    @Test func `a subject that is used again months later starts anew, an answer to it doesn't`() async throws
    {
        let before = Workbench.start - .seconds(60 * 86_400)
        let invoice = Mail(subject: "Invoice", id: "i1", date: before)
        let next = Mail(subject: "Invoice", id: "i2", date: Workbench.start)
        let answer = Mail(subject: "Re: Invoice", id: "a", date: before + .seconds(100))
        try await expect([invoice, answer, next], [["i1", "a"], ["i2"]], "subject reuse")
    }

    @Test func `mails without a subject stay apart`() async throws {
        try await expect(
            [Mail(subject: "", id: "1"), Mail(subject: "Re:", id: "2")], [["1"], ["2"]],
            "no subject says nothing")
    }

    @Test(arguments: [
        ("Re: Offer", "Offer"), ("AW: WG: Offer", "Offer"), ("Re[2]: Offer", "Offer"), ("回复：Offer", "Offer"),
        ("RE: FW: re: Offer", "Offer"), ("Regarding: Offer", "Regarding: Offer"), ("Re:", ""),
    ])
    func `prefixes of many languages are no part of a subject`(written: String, key: String) async throws {
        let mails = [
            Mail(subject: key.isEmpty ? "x" : key, id: "r"), Mail(subject: written, id: "c", inReplyTo: "r"),
        ]
        try await expect(mails, key.isEmpty ? [["r"], ["c"]] : [["r", "c"]], "\(written)")
    }

    @Test(arguments: Backend.available)
    func `ten thousand references cost no more than a few`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            let lead = try await bench.lead("Bluth", "gob@bluth.test")
            let mail = Mail(id: "big", references: (0..<10_000).map { "r\($0)@bluth.test" })
            #expect(try await bench.receive(mail, in: account).emails.count == 1)
            let rows = try await bench.store.read { try $0.rows("SELECT message_id FROM email_reference") }
            #expect(rows.count <= 20)
            #expect(try await bench.emails(lead).count == 1)
        }
    }

    @Test(arguments: Backend.available)
    func `no thread spans leads or organizations`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let account = try await bench.mailbox(25)["id"].string ?? ""
            let one = try await bench.lead("One", "gob@bluth.test")
            let two = try await bench.lead("Two", "stan@sitwell.test")
            try await bench.receive(Mail(to: "ada@acme.test, stan@sitwell.test"), in: account)
            try await bench.receive(
                Mail(from: "stan@sitwell.test", subject: "Re: Offer", id: "2", inReplyTo: "one@bluth.test"),
                in: account)
            #expect(try await bench.emails(one).count == 1)
            #expect(try await bench.emails(two).count == 2)
            #expect(try await bench.threads(two).count == 1)
            #expect(
                try await bench.ask(.get, "activity/emailthread", as: bench.stranger).json["data"].array?
                    .isEmpty == true)
        }
    }
}
