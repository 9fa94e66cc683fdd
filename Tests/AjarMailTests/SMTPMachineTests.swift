import Testing

@testable import AjarMail

struct SMTPMachineTests {
    static let ann: Address = try! Address(email: "ann@example.com")
    static let bob: Address = try! Address(email: "bob@example.org")
    static let eve: Address = try! Address(email: "eve@example.net")

    static func account(
        _ security: SMTPAccount.Security = .none, username: String? = nil,
        _ authentication: SMTPAccount.Authentication = .automatic
    ) -> SMTPAccount {
        SMTPAccount(
            host: "relay.example", port: 25, security: security, username: username,
            secret: username.map { _ in Secret("s3cret") },
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

    static func envelope(
        _ recipients: Address..., size: Int = 100, isEightBit: Bool = false, hasUTF8Headers: Bool = false
    ) -> SMTPEnvelope {
        SMTPEnvelope(
            sender: ann, recipients: recipients, size: size, isEightBit: isEightBit,
            hasUTF8Headers: hasUTF8Headers)
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
        #expect(
            Self.run(&machine, "250-relay.example hi\n250-PIPELINING\n250-SIZE 1000\n250 AUTH PLAIN LOGIN")
                == .ready)
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
        #expect(
            Self.run(&machine, "250-x\n250 AUTH PLAIN")
                == .send([.authPlain(username: "ann", secret: Secret("s3cret"))]))
        #expect(Self.run(&machine, "235 ok") == .ready)
    }

    @Test func `bytes between the answer to STARTTLS and the handshake end the connection`() {
        var machine = SMTPMachine(Self.account(.starttls))
        _ = Self.run(&machine, "220 x", "250-x\n250 STARTTLS")
        let action = machine.received(Self.reply("220 go"), unreadBytes: 1)
        #expect(Self.failure(action)?.reason == .bytesBeforeTLS)
        #expect(machine.state == .closed)
    }

    @Test(arguments: [
        ["250 x"], ["502 what?", "250 x"], ["250-x\n250 STARTTLS", "454 not now"],
        ["250-x\n250 STARTTLS", "501 no"],
    ])
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
        #expect(
            Self.run(&machine, "220 x", "250-x\n250 AUTH PLAIN XOAUTH2")
                == .send([.authXOAuth2(username: "ann", secret: Secret("s3cret"))]))
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
        #expect(
            SMTPCommand.authPlain(username: "ann", secret: secret).wire == "AUTH PLAIN AGFubgBzM2NyZXQ=\r\n")
        #expect(
            SMTPCommand.authXOAuth2(username: "ann", secret: secret).wire
                == "AUTH XOAUTH2 dXNlcj1hbm4BYXV0aD1CZWFyZXIgczNjcmV0AQE=\r\n")
        #expect(
            SMTPCommand.mail(Self.ann, size: 5, isEightBit: true, isUTF8: true).wire
                == "MAIL FROM:<ann@example.com> SIZE=5 BODY=8BITMIME SMTPUTF8\r\n")
        #expect(
            SMTPCommand.recipient(try Address(email: "ann@exämple.de")).wire
                == "RCPT TO:<ann@xn--exmple-cua.de>\r\n")
        #expect(SMTPCommand.chunk(size: 7, isLast: true).wire == "BDAT 7 LAST\r\n")
        #expect(SMTPCommand.ehlo("evil\r\nMAIL FROM:<x@y>").wire == "EHLO localhost\r\n")
        for command in [
            SMTPCommand.authPlain(username: "ann", secret: secret),
            .authXOAuth2(username: "ann", secret: secret), .authAnswer(secret),
        ] {
            #expect(!"\(command) \(command.label) \(String(reflecting: secret))".contains("s3cret"))
            #expect(!command.label.contains("czNjcmV0"))
        }
    }
}
