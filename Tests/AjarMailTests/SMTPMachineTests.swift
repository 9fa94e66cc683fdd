import Testing

@testable import AjarMail

struct SMTPMachineTests {
    static let ann: Address = try! Address(email: "ann@example.com")
    static let bob: Address = try! Address(email: "bob@example.org")
    static let eve: Address = try! Address(email: "eve@example.net")

    static func account(_ security: SMTPAccount.Security = .none, username: String? = nil, _ authentication: SMTPAccount.Authentication = .automatic) -> SMTPAccount {
        SMTPAccount(
            host: "relay.example", port: 25, security: security, username: username, secret: username.map { _ in Secret("s3cret") },
            authentication: authentication, helloName: "me.example")
    }

    static func reply(_ text: String) -> Reply {
        var parser = ReplyParser()
        parser.append(Array(text.replacing("\n", with: "\r\n").utf8 + [0x0D, 0x0A]))
        return try! parser.next()!
    }

    /// Feeds replies and gives back what the machine wants last.
    static func run(_ machine: inout SMTPMachine, _ replies: String...) -> SMTPMachine.Action {
        var action: SMTPMachine.Action = .wait
        for text in replies { action = machine.received(reply(text), unreadBytes: 0) }
        return action
    }

    static func ready(_ capabilities: String = "250 x", _ account: SMTPAccount = account()) -> SMTPMachine {
        var machine = SMTPMachine(account)
        _ = run(&machine, "220 hi", capabilities)
        return machine
    }

    static func envelope(_ recipients: Address..., size: Int = 100, isEightBit: Bool = false, hasUTF8Headers: Bool = false) -> SMTPEnvelope {
        SMTPEnvelope(sender: ann, recipients: recipients, size: size, isEightBit: isEightBit, hasUTF8Headers: hasUTF8Headers)
    }

    static func failure(_ action: SMTPMachine.Action) -> DeliveryFailure? {
        switch action {
        case .fail(let failure): failure
        case .finished(let outcomes): outcomes.first?.failure
        case .send, .wait, .startTLS, .ready, .sendBody, .sendChunk, .close: nil
        }
    }

    @Test func `a greeting is answered with EHLO, and EHLO makes it ready`() {
        var machine = SMTPMachine(Self.account())
        #expect(Self.run(&machine, "220 relay.example") == .send([.ehlo("me.example")]))
        #expect(Self.run(&machine, "250-relay.example hi\n250-PIPELINING\n250-SIZE 1000\n250 AUTH PLAIN LOGIN") == .ready)
        #expect(machine.capabilities.pipelining)
        #expect(machine.capabilities.maximumSize == 1000)
        #expect(machine.capabilities.authentication == ["PLAIN", "LOGIN"])
        #expect(machine.capabilities.serverName == "relay.example")
    }

    @Test func `a server that doesn't know EHLO gets HELO, but never a password`() {
        var machine = SMTPMachine(Self.account())
        #expect(Self.run(&machine, "220 x", "502 what?") == .send([.helo("me.example")]))
        #expect(Self.run(&machine, "250 x") == .ready)
        var other = SMTPMachine(Self.account(username: "ann"))
        let action = Self.run(&other, "220 x", "502 what?", "250 x")
        #expect(Self.failure(action)?.reason == .authenticationUnavailable)
        #expect(Self.failure(action)?.isAuthentication == true)
    }

    @Test(arguments: [("554 no service", true), ("421 busy", false), ("450 later", false)])
    func `an unfriendly greeting is the answer for the mail`(greeting: String, isPermanent: Bool) {
        var machine = SMTPMachine(Self.account())
        let failure = Self.failure(Self.run(&machine, greeting))
        #expect(failure?.stage == .greeting)
        #expect(failure?.isPermanent == isPermanent)
        #expect(machine.state == .closed)
    }

    @Test func `STARTTLS comes first, and what was offered before it is forgotten`() {
        var machine = SMTPMachine(Self.account(.starttls, username: "ann"))
        #expect(Self.run(&machine, "220 x", "250-x\n250-AUTH LOGIN\n250 STARTTLS") == .send([.startTLS]))
        #expect(Self.run(&machine, "220 go") == .startTLS)
        #expect(machine.tlsStarted() == .send([.ehlo("me.example")]))
        #expect(machine.capabilities == Capabilities())
        #expect(Self.run(&machine, "250-x\n250 AUTH PLAIN") == .send([.authPlain(username: "ann", secret: Secret("s3cret"))]))
        #expect(Self.run(&machine, "235 ok") == .ready)
    }

    @Test func `bytes between the answer to STARTTLS and the handshake end the connection`() {
        var machine = SMTPMachine(Self.account(.starttls))
        _ = Self.run(&machine, "220 x", "250-x\n250 STARTTLS")
        let action = machine.received(Self.reply("220 go"), unreadBytes: 1)
        #expect(Self.failure(action)?.reason == .bytesBeforeTLS)
        #expect(machine.state == .closed)
    }

    @Test(arguments: [["250 x"], ["502 what?", "250 x"], ["250-x\n250 STARTTLS", "454 not now"], ["250-x\n250 STARTTLS", "501 no"]])
    func `without TLS nothing is said, never plain text instead`(replies: [String]) {
        var machine = SMTPMachine(Self.account(.starttls, username: "ann"))
        var action = Self.run(&machine, "220 x")
        for reply in replies { action = Self.run(&machine, reply) }
        #expect(Self.failure(action)?.reason == .tlsRequired)
        #expect(Self.failure(action)?.isPermanent == false)
        #expect(machine.state == .closed)
    }

    @Test func `LOGIN is used only if PLAIN is not offered`() {
        var machine = SMTPMachine(Self.account(username: "ann"))
        #expect(Self.run(&machine, "220 x", "250-x\n250 AUTH LOGIN CRAM-MD5") == .send([.authLogin]))
        #expect(Self.run(&machine, "334 VXNlcm5hbWU6") == .send([.authAnswer(Secret("ann"))]))
        #expect(Self.run(&machine, "334 UGFzc3dvcmQ6") == .send([.authAnswer(Secret("s3cret"))]))
        #expect(Self.run(&machine, "235 ok") == .ready)
    }

    @Test func `XOAUTH2 fetches the code behind its challenge`() {
        var machine = SMTPMachine(Self.account(username: "ann", .xoauth2))
        #expect(Self.run(&machine, "220 x", "250-x\n250 AUTH PLAIN XOAUTH2") == .send([.authXOAuth2(username: "ann", secret: Secret("s3cret"))]))
        #expect(Self.run(&machine, "334 eyJ9") == .send([.authAnswer(Secret(""))]))
        let failure = Self.failure(Self.run(&machine, "535 5.7.8 expired"))
        #expect(failure?.isAuthentication == true)
        #expect(failure?.isPermanent == true)
        #expect(failure?.enhancedStatus == "5.7.8")
    }

    @Test(arguments: [("535 5.7.8 wrong", true), ("454 4.7.0 later", false)])
    func `a refused password is flagged, and its code decides`(reply: String, isPermanent: Bool) {
        var machine = SMTPMachine(Self.account(username: "ann"))
        let failure = Self.failure(Self.run(&machine, "220 x", "250-x\n250 AUTH PLAIN", reply))
        #expect(failure?.isAuthentication == true)
        #expect(failure?.isPermanent == isPermanent)
        #expect(failure?.command == "AUTH PLAIN")
        #expect(failure.map { "\($0)".contains("s3cret") } == false)
    }

    @Test func `commands on the wire are exact, and their labels hold no secret`() throws {
        let secret = Secret("s3cret")
        #expect(SMTPCommand.authPlain(username: "ann", secret: secret).wire == "AUTH PLAIN AGFubgBzM2NyZXQ=\r\n")
        #expect(SMTPCommand.authXOAuth2(username: "ann", secret: secret).wire == "AUTH XOAUTH2 dXNlcj1hbm4BYXV0aD1CZWFyZXIgczNjcmV0AQE=\r\n")
        #expect(SMTPCommand.mail(Self.ann, size: 5, isEightBit: true, isUTF8: true).wire == "MAIL FROM:<ann@example.com> SIZE=5 BODY=8BITMIME SMTPUTF8\r\n")
        #expect(SMTPCommand.recipient(try Address(email: "ann@exämple.de")).wire == "RCPT TO:<ann@xn--exmple-cua.de>\r\n")
        #expect(SMTPCommand.chunk(size: 7, isLast: true).wire == "BDAT 7 LAST\r\n")
        #expect(SMTPCommand.ehlo("evil\r\nMAIL FROM:<x@y>").wire == "EHLO localhost\r\n")
        for command in [SMTPCommand.authPlain(username: "ann", secret: secret), .authXOAuth2(username: "ann", secret: secret), .authAnswer(secret)] {
            #expect(!"\(command) \(command.label) \(String(reflecting: secret))".contains("s3cret"))
            #expect(!command.label.contains("czNjcmV0"))
        }
    }

    @Test func `without PIPELINING each command waits for its reply`() {
        var machine = Self.ready()
        #expect(machine.begin(Self.envelope(Self.bob, Self.eve)) == .send([.mail(Self.ann, size: nil, isEightBit: false, isUTF8: false)]))
        #expect(Self.run(&machine, "250 ok") == .send([.recipient(Self.bob)]))
        #expect(Self.run(&machine, "250 ok") == .send([.recipient(Self.eve)]))
        #expect(Self.run(&machine, "251 ok") == .send([.data]))
        #expect(Self.run(&machine, "354 go") == .sendBody)
        machine.transmitting()
        let final = Self.reply("250 2.0.0 queued")
        #expect(machine.received(final, unreadBytes: 0) == .finished([.accepted(final), .accepted(final)]))
        #expect(machine.state == .ready)
    }

    @Test func `with PIPELINING the envelope goes out at once, and each reply finds its recipient`() {
        var machine = Self.ready("250-x\n250-PIPELINING\n250 SIZE")
        let commands: [SMTPCommand] = [.mail(Self.ann, size: 100, isEightBit: false, isUTF8: false), .recipient(Self.bob), .recipient(Self.eve)]
        #expect(machine.begin(Self.envelope(Self.bob, Self.eve)) == .send(commands))
        #expect(machine.received(Self.reply("250 ok"), unreadBytes: 40) == .wait)
        #expect(machine.received(Self.reply("550 5.1.1 unknown"), unreadBytes: 20) == .wait)
        #expect(Self.run(&machine, "250 ok") == .send([.data]))
        #expect(Self.run(&machine, "354 go") == .sendBody)
        machine.transmitting()
        guard case .finished(let outcomes) = Self.run(&machine, "250 queued") else { return #expect(Bool(false)) }
        #expect(outcomes.map(\.isAccepted) == [false, true])
        #expect(outcomes[0].failure?.enhancedStatus == "5.1.1")
        #expect(outcomes[0].failure?.command == "RCPT TO:<bob@example.org>")
        #expect(outcomes[0].failure?.stage == .rcpt)
    }

    @Test func `a refused sender is everybody's answer, and the next mail begins with RSET`() {
        var machine = Self.ready("250-x\n250 PIPELINING")
        _ = machine.begin(Self.envelope(Self.bob, Self.eve))
        guard case .finished(let outcomes) = Self.run(&machine, "451 4.7.1 slow down", "503 no sender", "503 no sender") else {
            return #expect(Bool(false))
        }
        #expect(outcomes.allSatisfy { $0.failure?.code == 451 && $0.failure?.isPermanent == false })
        guard case .send(let commands) = machine.begin(Self.envelope(Self.bob)) else { return #expect(Bool(false)) }
        #expect(commands.first == .reset)
    }

    @Test func `when all recipients are refused nothing is sent`() {
        var machine = Self.ready()
        _ = machine.begin(Self.envelope(Self.bob, Self.eve))
        guard case .finished(let outcomes) = Self.run(&machine, "250 ok", "450 greylisted", "552 too many recipients") else {
            return #expect(Bool(false))
        }
        #expect(outcomes.allSatisfy { if case .deferred = $0 { true } else { false } })
        #expect(machine.state == .ready)
    }

    @Test func `a hundred thousand recipients are asked a hundred at a time`() {
        var machine = Self.ready("250-x\n250 PIPELINING")
        let many = SMTPEnvelope(sender: Self.ann, recipients: Array(repeating: Self.bob, count: 1000), size: 1)
        guard case .send(let first) = machine.begin(many) else { return #expect(Bool(false)) }
        #expect(first.count == 100)
        for _ in 0..<99 { #expect(Self.run(&machine, "250 ok") == .wait) }
        guard case .send(let second) = Self.run(&machine, "250 ok") else { return #expect(Bool(false)) }
        #expect(second.count == 100)
    }

    @Test func `what the server can't carry is refused without a word to it`() throws {
        var machine = Self.ready("250-x\n250 SIZE 50")
        guard case .finished(let outcomes) = machine.begin(Self.envelope(Self.bob, size: 51)) else { return #expect(Bool(false)) }
        #expect(outcomes.first?.failure?.reason == .messageTooLarge)
        #expect(outcomes.first?.failure?.isPermanent == true)
        #expect(machine.state == .ready)
        let jörg = try Address(email: "jörg@example.de")
        guard case .send(let commands) = machine.begin(Self.envelope(jörg, Self.bob, size: 1)) else { return #expect(Bool(false)) }
        #expect(commands == [.mail(Self.ann, size: 1, isEightBit: false, isUTF8: false)])
        guard case .send(let recipients) = Self.run(&machine, "250 ok") else { return #expect(Bool(false)) }
        #expect(recipients == [.recipient(Self.bob)])
        var other = Self.ready()
        #expect(Self.failure(other.begin(Self.envelope(Self.bob, hasUTF8Headers: true)))?.reason == .smtpUTF8Unavailable)
    }

    @Test func `SMTPUTF8 and 8BITMIME are said when needed and offered`() throws {
        var machine = Self.ready("250-x\n250-SMTPUTF8\n250 8BITMIME")
        let jörg = try Address(email: "jörg@example.de")
        #expect(machine.begin(Self.envelope(jörg, isEightBit: true)) == .send([.mail(Self.ann, size: nil, isEightBit: true, isUTF8: true)]))
    }

    @Test func `CHUNKING sends whole chunks and a last one`() {
        var machine = Self.ready("250-x\n250-PIPELINING\n250 CHUNKING")
        _ = machine.begin(Self.envelope(Self.bob, size: (1 << 20) + 5))
        #expect(Self.run(&machine, "250 ok", "250 ok") == .sendChunk(0..<(1 << 20), isLast: false))
        #expect(Self.run(&machine, "250 ok") == .sendChunk((1 << 20)..<((1 << 20) + 5), isLast: true))
        machine.transmitting()
        guard case .finished(let outcomes) = Self.run(&machine, "250 queued") else { return #expect(Bool(false)) }
        #expect(outcomes.map(\.isAccepted) == [true])
    }

    @Test func `only between the final dot and its reply is the outcome unknown`() {
        var machine = Self.ready()
        _ = machine.begin(Self.envelope(Self.bob))
        _ = Self.run(&machine, "250 ok", "250 ok", "354 go")
        machine.transmitting()
        guard case .finished(let outcomes) = machine.interrupted(.connectionLost, "gone") else { return #expect(Bool(false)) }
        guard case .unknown(let failure) = outcomes.first else { return #expect(Bool(false)) }
        #expect(failure.stage == .final)
        for replies in [[], ["250 ok"], ["250 ok", "250 ok"], ["250 ok", "250 ok", "354 go"]] {
            var machine = Self.ready()
            _ = machine.begin(Self.envelope(Self.bob))
            for reply in replies { _ = Self.run(&machine, reply) }
            guard case .finished(let outcomes) = machine.interrupted(.timeout, "slow") else { return #expect(Bool(false)) }
            guard case .deferred = outcomes.first else { return #expect(Bool(false), "\(replies)") }
        }
    }

    @Test func `421 at any moment is a deferral and ends the connection`() {
        for replies in [["421 bye"], ["250 ok", "421 bye"], ["250 ok", "250 ok", "421 bye"], ["250 ok", "250 ok", "354 go", "421 bye"]] {
            var machine = Self.ready()
            _ = machine.begin(Self.envelope(Self.bob))
            var action: SMTPMachine.Action = .wait
            for reply in replies { action = Self.run(&machine, reply) }
            guard case .finished(let outcomes) = action, case .deferred(let failure) = outcomes.first else {
                return #expect(Bool(false), "\(replies)")
            }
            #expect(failure.code == 421)
            #expect(machine.state == .closed)
        }
    }

    @Test func `a recipient who was refused stays refused when the line breaks later`() {
        var machine = Self.ready()
        _ = machine.begin(Self.envelope(Self.bob, Self.eve))
        _ = Self.run(&machine, "250 ok", "550 no", "250 ok", "354 go")
        machine.transmitting()
        guard case .finished(let outcomes) = machine.interrupted(.connectionLost, "gone") else { return #expect(Bool(false)) }
        guard case .refused = outcomes[0], case .unknown = outcomes[1] else { return #expect(Bool(false)) }
    }

    @Test func `a reply nobody asked for ends the conversation`() {
        var machine = Self.ready()
        _ = machine.begin(Self.envelope(Self.bob))
        let action = machine.received(Self.reply("250 ok"), unreadBytes: 8)
        #expect(Self.failure(action)?.reason == .garbage)
        var other = Self.ready()
        _ = other.begin(Self.envelope(Self.bob))
        _ = Self.run(&other, "250 ok", "250 ok", "354 go")
        other.transmitting()
        guard case .finished(let outcomes) = other.received(Self.reply("250 queued"), unreadBytes: 8) else { return #expect(Bool(false)) }
        #expect(outcomes.map(\.isAccepted) == [true])
        #expect(other.state == .closed)
    }

    @Test(arguments: [200, 220, 235, 250, 251, 300, 334, 354, 400, 421, 450, 500, 503, 550, 599])
    func `any code in any state ends in a typed answer`(code: Int) {
        for depth in 0..<8 {
            var machine = SMTPMachine(Self.account(username: "ann"))
            let script = ["220 x", "250-x\n250 AUTH LOGIN", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 ok", "250 ok", "250 ok", "354 go"]
            for (index, line) in script.prefix(depth).enumerated() {
                _ = Self.run(&machine, line)
                if index == 4 { _ = machine.begin(Self.envelope(Self.bob)) }
            }
            if depth == 8 { machine.transmitting() }
            let action = machine.received(Reply(code: code, lines: ["x"]), unreadBytes: 0)
            if case .finished(let outcomes) = action { #expect(outcomes.count == 1) }
            _ = machine.received(Reply(code: code, lines: ["x"]), unreadBytes: 0)
        }
    }
}
