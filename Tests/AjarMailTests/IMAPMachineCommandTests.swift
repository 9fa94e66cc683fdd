import AjarCore
import Testing

@testable import AjarMail

struct IMAPMachineCommandTests {
    static let text = IMAPMachineTests.text
    static let failure = IMAPMachineTests.failure

    /// What a command looks like on the wire of a server with these capabilities, up to the first invitation.
    static func wire(_ command: IMAPCommand, _ capabilities: String = "IMAP4rev1") throws -> String {
        var machine = try IMAPMachineTests.ready(capabilities)
        let line: String = text(machine.begin(command)) ?? ""
        return String(line.drop { $0 != " " }.dropFirst())
    }

    @Test func `commands look as the standards say`() throws {
        let uids = UIDSet([1, 2, 3, 9])
        #expect(try Self.wire(.noop) == "NOOP\r\n")
        #expect(try Self.wire(.list(withUses: true)) == "LIST \"\" \"*\" RETURN (SPECIAL-USE)\r\n")
        #expect(
            try Self.wire(.select(MailboxName("Entwürfe"), condStore: true, readOnly: false))
                == "SELECT \"Entw&APw-rfe\" (CONDSTORE)\r\n")
        #expect(try Self.wire(.select(.inbox, condStore: false, readOnly: true)) == "EXAMINE \"INBOX\"\r\n")
        #expect(
            try Self.wire(.status(MailboxName("a\"b"), withModSeq: true))
                == "STATUS \"a\\\"b\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)\r\n")
        #expect(
            try Self.wire(.fetch(uids, .message, changedSince: nil, vanished: false))
                == "UID FETCH 1:3,9 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n")
        #expect(
            try Self.wire(
                .fetch(UIDSet(from: 4), .flags, changedSince: 77, vanished: true), "IMAP4rev1 QRESYNC")
                == "UID FETCH 4:* (UID FLAGS MODSEQ) (CHANGEDSINCE 77 VANISHED)\r\n")
        let names = [try HeaderName("Message-ID"), try HeaderName("From")]
        #expect(
            try Self.wire(.fetch(uids, .headers(names), changedSince: nil, vanished: false))
                == "UID FETCH 1:3,9 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID FROM)])\r\n"
        )
        #expect(
            try Self.wire(.store(uids, .add([.seen, .flagged]), unchangedSince: 5))
                == "UID STORE 1:3,9 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Flagged \\Seen)\r\n")
        #expect(
            try Self.wire(.store(uids, .remove([.seen]), unchangedSince: nil))
                == "UID STORE 1:3,9 -FLAGS.SILENT (\\Seen)\r\n")
        #expect(try Self.wire(.move(uids, MailboxName("Archive"))) == "UID MOVE 1:3,9 \"Archive\"\r\n")
        #expect(try Self.wire(.copy(uids, MailboxName("Archive"))) == "UID COPY 1:3,9 \"Archive\"\r\n")
        #expect(try Self.wire(.expunge(uids)) == "UID EXPUNGE 1:3,9\r\n")
        #expect(try Self.wire(.expunge(nil)) == "EXPUNGE\r\n")
    }

    @Test func `searches can't be broken out of`() throws {
        let day = try #require(CivilDate(year: 2026, month: 2, day: 7))
        #expect(
            try Self.wire(.search([], within: 1...9, extended: true)) == "UID SEARCH RETURN (ALL) 1:9 ALL\r\n"
        )
        #expect(
            try Self.wire(
                .search(
                    [.since(day), .flag(.seen, false), .flag(.forwarded, true)], within: nil, extended: false)
            ) == "UID SEARCH SINCE 07-Feb-2026 UNSEEN KEYWORD $Forwarded\r\n")
        #expect(
            try Self.wire(
                .search(
                    [.header(try HeaderName("Message-ID"), contains: "<a\"b@x>")], within: nil,
                    extended: false)) == "UID SEARCH HEADER \"Message-ID\" \"<a\\\"b@x>\"\r\n")
        #expect(
            try Self.wire(.search([.address("a@x.example")], within: nil, extended: false))
                == "UID SEARCH OR OR FROM \"a@x.example\" TO \"a@x.example\" OR CC \"a@x.example\" BCC \"a@x.example\"\r\n"
        )
        #expect(
            try Self.wire(.search([.address("x\r\nA9 LOGOUT")], within: nil, extended: false))
                == "UID SEARCH OR OR FROM {12}\r\n")
        #expect(
            try Self.wire(
                .search([.header(try HeaderName("Subject"), contains: "ü")], within: nil, extended: false),
                "IMAP4rev1 LITERAL+") == "UID SEARCH CHARSET UTF-8 HEADER \"Subject\" {2+}\r\nü\r\n")
    }

    @Test func `APPEND waits to be invited, unless it needn't`() throws {
        let message: [UInt8] = Array("A: b\r\n\r\nx\r\n".utf8)
        let date = try #require(Timestamp(iso: "2026-02-07T21:52:25Z"))
        let append: IMAPCommand = .append(MailboxName("Sent"), flags: [.seen], date: date, message: message)
        var machine = try IMAPMachineTests.ready()
        #expect(
            Self.text(machine.begin(append))
                == "A2 APPEND \"Sent\" (\\Seen) \"07-Feb-2026 21:52:25 +0000\" {11}\r\n")
        #expect(Self.text(try IMAPMachineTests.run(&machine, "+ go")) == "A: b\r\n\r\nx\r\n\r\n")
        #expect(
            try IMAPMachineTests.run(&machine, "A2 OK [APPENDUID 5 77] done")
                == .finished(ResponseText(code: .appendUID(validity: 5, uid: 77), text: "done")))
        #expect(try Self.wire(append, "IMAP4rev1 LITERAL-").hasSuffix("{11+}\r\nA: b\r\n\r\nx\r\n\r\n"))
        let large: IMAPCommand = .append(
            .inbox, flags: [], date: nil, message: [UInt8](repeating: 0x78, count: 5000))
        #expect(try Self.wire(large, "IMAP4rev1 LITERAL-").hasSuffix("{5000}\r\n"))
        #expect(try Self.wire(large, "IMAP4rev1 LITERAL+").utf8.count > 5000)
    }

    @Test func `a refused APPEND leaves the connection usable and keeps the message at home`() throws {
        var machine = try IMAPMachineTests.ready()
        _ = machine.begin(.append(MailboxName("x"), flags: [], date: nil, message: [0x78]))
        let refusal = try #require(
            Self.failure(try IMAPMachineTests.run(&machine, "A2 NO [TRYCREATE] no mailbox")))
        #expect(refusal.code == "TRYCREATE")
        #expect(refusal.stage == .append)
        #expect(!refusal.endsSession)
        #expect(Self.text(machine.begin(.noop)) == "A3 NOOP\r\n")
        var small = try IMAPMachineTests.ready("IMAP4rev1 APPENDLIMIT=10")
        let action: IMAPMachine.Action = small.begin(
            .append(.inbox, flags: [], date: nil, message: [UInt8](repeating: 1, count: 11)))
        #expect(Self.failure(action)?.reason == .messageTooLarge)
        #expect(small.state == .ready)
    }

    @Test func `an opened mailbox is described, and kept up to date`() throws {
        var machine = try IMAPMachineTests.ready()
        _ = machine.begin(.select(.inbox, condStore: true, readOnly: false))
        let ending = try IMAPMachineTests.run(
            &machine, "* 18 EXISTS", "* OK [UIDVALIDITY 9] x", "* OK [UIDNEXT 55] x",
            "* OK [HIGHESTMODSEQ 700] x",
            "* FLAGS (\\Seen)", "* OK [PERMANENTFLAGS (\\Seen \\*)] x", "A2 OK [READ-WRITE] done")
        #expect(ending == .finished(ResponseText(code: .readWrite, text: "done")))
        guard let mailbox = machine.mailbox else { throw IMAPSyntaxError.malformed }
        #expect(
            mailbox.messages == 18 && mailbox.uidValidity == 9 && mailbox.uidNext == 55
                && mailbox.highestModSeq == 700)
        #expect(!mailbox.isReadOnly)
        #expect(try IMAPMachineTests.run(&machine, "* 19 EXISTS") == .wait)
        #expect(machine.mailbox?.messages == 19)
        _ = try IMAPMachineTests.run(&machine, "* 3 EXPUNGE", "* VANISHED 7:8")
        #expect(machine.mailbox?.messages == 16)
        _ = machine.begin(.select(MailboxName("gone"), condStore: false, readOnly: false))
        _ = try IMAPMachineTests.run(&machine, "A3 NO nothing there")
        #expect(machine.mailbox == nil)
    }

    @Test func `data is handed to the command that runs, and one command runs at a time`() throws {
        var machine = try IMAPMachineTests.ready()
        _ = machine.begin(.fetch(UIDSet([1]), .flags, changedSince: nil, vanished: false))
        let second: IMAPMachine.Action = machine.begin(.noop)
        #expect(Self.failure(second) != nil)
        guard
            case .deliver(.fetch(let data)) = try IMAPMachineTests.run(&machine, "* 1 FETCH (UID 1 FLAGS ())")
        else {
            Issue.record("no data")
            return
        }
        #expect(data.uid == 1)
        #expect(try IMAPMachineTests.run(&machine, "A2 OK x") == .finished(ResponseText(text: "x")))
        #expect(Self.failure(try IMAPMachineTests.run(&machine, "* BYE shutting down"))?.reason == .bye)
    }

    @Test func `IDLE begins when invited and ends with DONE`() throws {
        var machine = try IMAPMachineTests.ready("IMAP4rev1 IDLE")
        #expect(Self.text(machine.begin(.idle)) == "A2 IDLE\r\n")
        #expect(try IMAPMachineTests.run(&machine, "+ idling") == .idling)
        #expect(try IMAPMachineTests.run(&machine, "* 4 EXISTS") == .deliver(.exists(4)))
        #expect(Self.text(machine.endIdle()) == "DONE\r\n")
        #expect(
            try IMAPMachineTests.run(&machine, "* OK still here", "A2 OK done")
                == .finished(ResponseText(text: "done")))
        #expect(Self.text(machine.logOut()) == "A3 LOGOUT\r\n")
        #expect(try IMAPMachineTests.run(&machine, "* BYE bye") == .wait)
        #expect(try IMAPMachineTests.run(&machine, "A3 OK x") == .close)
    }
}
