import AjarCore
import Testing

@testable import AjarMail

struct IMAPMachineTests {
    static func account(
        _ security: IMAPAccount.Security = .none, _ authentication: IMAPAccount.Authentication = .automatic,
        username: String = "ann", secret: String = "s3cret"
    ) -> IMAPAccount {
        IMAPAccount(
            host: "imap.example", port: 143, security: security, username: username, secret: Secret(secret),
            authentication: authentication)
    }

    static func response(_ text: String) throws -> IMAPResponse {
        var parser = ResponseParser()
        parser.append(Array("\(text)\r\n".utf8))
        return try #require(try parser.next())
    }

    /// Feeds responses and gives back what the machine wants last.
    static func run(_ machine: inout IMAPMachine, _ texts: String...) throws -> IMAPMachine.Action {
        var action: IMAPMachine.Action = .wait
        for text in texts { action = machine.received(try response(text), hasMore: false) }
        return action
    }

    static func text(_ action: IMAPMachine.Action) -> String? {
        if case .send(let words) = action { String(decoding: words.bytes, as: UTF8.self) } else { nil }
    }

    static func failure(_ action: IMAPMachine.Action) -> IMAPFailure? {
        switch action {
        case .fail(let failure), .refused(let failure): failure
        case .send, .wait, .startTLS, .ready, .deliver, .idling, .finished, .close: nil
        }
    }

    static func ready(
        _ capabilities: String = "IMAP4rev1", _ account: IMAPAccount = account()
    ) throws -> IMAPMachine {
        var machine = IMAPMachine(account)
        _ = try run(&machine, "* OK [CAPABILITY IMAP4rev1] hi", "A1 OK [CAPABILITY \(capabilities)] in")
        var tag = 2
        while !machine.isReady, tag < 5 {
            _ = try run(&machine, "A\(tag) OK done")
            tag += 1
        }
        return machine
    }

    // MARK: - Set-up

    @Test func `a greeting without capabilities is asked for them, and then we sign in`() throws {
        var machine = IMAPMachine(Self.account())
        #expect(Self.text(try Self.run(&machine, "* OK hi")) == "A1 CAPABILITY\r\n")
        #expect(try Self.run(&machine, "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR") == .wait)
        #expect(Self.text(try Self.run(&machine, "A1 OK x")) == "A2 AUTHENTICATE PLAIN AGFubgBzM2NyZXQ=\r\n")
        #expect(Self.text(try Self.run(&machine, "A2 OK in")) == "A3 CAPABILITY\r\n")
        #expect(
            Self.text(try Self.run(&machine, "* CAPABILITY IMAP4rev1 ID ENABLE QRESYNC", "A3 OK x"))
                == "A4 ID (\"name\" \"Ajar\")\r\n")
        #expect(Self.text(try Self.run(&machine, "* ID NIL", "A4 OK x")) == "A5 ENABLE QRESYNC\r\n")
        #expect(try Self.run(&machine, "* ENABLED QRESYNC", "A5 OK x") == .ready)
        #expect(machine.enabled == ["QRESYNC"])
        #expect(machine.state == .ready)
    }

    @Test func `a server that dislikes ID and ENABLE is used without`() throws {
        var machine = IMAPMachine(Self.account())
        _ = try Self.run(
            &machine, "* OK [CAPABILITY IMAP4rev1] x", "A1 OK [CAPABILITY IMAP4rev1 ID ENABLE CONDSTORE] x")
        #expect(Self.text(try Self.run(&machine, "A2 BAD what")) == "A3 ENABLE CONDSTORE\r\n")
        #expect(try Self.run(&machine, "A3 NO") == .ready)
    }

    @Test func `a server without SASL-IR is told the password when it asks`() throws {
        var machine = IMAPMachine(Self.account())
        #expect(
            Self.text(try Self.run(&machine, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x"))
                == "A1 AUTHENTICATE PLAIN\r\n")
        #expect(Self.text(try Self.run(&machine, "+")) == "AGFubgBzM2NyZXQ=\r\n")
        #expect(Self.failure(try Self.run(&machine, "+"))?.reason == .garbage)
    }

    @Test func `LOGIN quotes what it can and sends the rest as literals`() throws {
        var machine = IMAPMachine(Self.account(secret: "a\"b\\c"))
        #expect(
            Self.text(try Self.run(&machine, "* OK [CAPABILITY IMAP4rev1] x"))
                == "A1 LOGIN \"ann\" \"a\\\"b\\\\c\"\r\n")
        var wide = IMAPMachine(Self.account(secret: "pä\r\nA2 LOGOUT"))
        #expect(
            Self.text(try Self.run(&wide, "* OK [CAPABILITY IMAP4rev1] x")) == "A1 LOGIN \"ann\" {14}\r\n")
        #expect(Self.text(try Self.run(&wide, "+ go")) == "pä\r\nA2 LOGOUT\r\n")
        var plus = IMAPMachine(Self.account(secret: "pä"))
        #expect(
            Self.text(try Self.run(&plus, "* OK [CAPABILITY IMAP4rev1 LITERAL+] x"))
                == "A1 LOGIN \"ann\" {3+}\r\npä\r\n")
    }

    @Test func `tokens go out as their mechanism says, and a refusal is fetched`() throws {
        var google = IMAPMachine(Self.account(.none, .xoauth2))
        #expect(
            Self.text(try Self.run(&google, "* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] x"))
                == "A1 AUTHENTICATE XOAUTH2 dXNlcj1hbm4BYXV0aD1CZWFyZXIgczNjcmV0AQE=\r\n")
        #expect(Self.text(try Self.run(&google, "+ eyJzdGF0dXMiOiI0MDAifQ==")) == "\r\n")
        let failure = try #require(
            Self.failure(try Self.run(&google, "A1 NO [AUTHENTICATIONFAILED] Invalid credentials")))
        #expect(failure.isAuthentication)
        #expect(!failure.isTransient)
        var bearer = IMAPMachine(Self.account(.none, .oauthbearer))
        _ = try Self.run(&bearer, "* OK [CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER SASL-IR] x")
        #expect(Self.text(try Self.run(&bearer, "+ eyJzdGF0dXMiOiI0MDAifQ==")) == "AQ==\r\n")
        var neither = IMAPMachine(Self.account(.none, .xoauth2))
        #expect(
            Self.failure(try Self.run(&neither, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x"))?.reason
                == .authenticationUnavailable)
    }

    @Test func `LOGINDISABLED is believed`() throws {
        var machine = IMAPMachine(Self.account())
        let failure = try #require(
            Self.failure(try Self.run(&machine, "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] x")))
        #expect(failure.reason == .authenticationUnavailable)
        #expect(failure.isAuthentication)
    }

    // MARK: - TLS

    @Test func `no password leaves before TLS, whatever the server says`() throws {
        var machine = IMAPMachine(Self.account(.starttls))
        #expect(
            Self.text(try Self.run(&machine, "* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR] x"))
                == "A1 STARTTLS\r\n")
        #expect(try Self.run(&machine, "A1 OK go") == .startTLS)
        #expect(machine.capabilities.names == ["IMAP4REV1", "STARTTLS", "AUTH=PLAIN", "SASL-IR"])
        // What was said in plain text is forgotten.
        #expect(Self.text(machine.tlsStarted()) == "A2 CAPABILITY\r\n")
        #expect(machine.capabilities == IMAPCapabilities())

        var without = IMAPMachine(Self.account(.starttls))
        #expect(Self.failure(try Self.run(&without, "* OK [CAPABILITY IMAP4rev1] x"))?.reason == .tlsRequired)
        var refusing = IMAPMachine(Self.account(.starttls))
        #expect(
            Self.failure(try Self.run(&refusing, "* OK [CAPABILITY IMAP4rev1 STARTTLS] x", "A1 NO no"))?
                .reason == .tlsRequired)
        var skipping = IMAPMachine(Self.account(.starttls))
        #expect(
            Self.failure(try Self.run(&skipping, "* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] x"))?.reason
                == .tlsRequired)
    }

    @Test func `bytes behind the answer to STARTTLS end the connection`() throws {
        var machine = IMAPMachine(Self.account(.starttls))
        _ = try Self.run(&machine, "* OK [CAPABILITY IMAP4rev1 STARTTLS] x")
        let action = machine.received(try Self.response("A1 OK go"), hasMore: true)
        #expect(Self.failure(action)?.reason == .bytesBeforeTLS)
        #expect(Self.failure(machine.begin(.noop))?.reason == .connectionLost)
    }

    // MARK: - Refusals

    @Test(arguments: [
        ("A1 NO [AUTHENTICATIONFAILED] Authentication failed.", true, false),
        ("A1 NO LOGIN failed.", true, false),
        ("A1 NO [UNAVAILABLE] Temporary authentication failure.", false, true),
        ("A1 NO [INUSE] x", false, true),
        ("A1 NO [ALERT] Too many simultaneous connections. (Failure)", false, true),
        ("A1 NO Server error - try again later", false, true),
        ("A1 NO [EXPIRED] Password expired", true, false), ("A1 BAD Command unknown", false, false),
        ("* BYE Server shutting down", false, true), ("* BYE [UNAVAILABLE] x", false, true),
    ])
    func `only wrong credentials are the account's fault`(
        answer: String, isAuthentication: Bool, isTransient: Bool
    ) throws {
        var machine = IMAPMachine(Self.account())
        let failure = try #require(
            Self.failure(try Self.run(&machine, "* OK [CAPABILITY IMAP4rev1] x", answer)))
        #expect(failure.isAuthentication == isAuthentication)
        #expect(failure.isTransient == isTransient)
        #expect(failure.endsSession)
    }

    @Test(arguments: IMAPFailure.Reason.allCases)
    func `no trouble of the network is the account's fault`(reason: IMAPFailure.Reason) {
        let network: Set<IMAPFailure.Reason> = [
            .nameNotFound, .connectionRefused, .connectionLost, .timeout, .garbage, .bye, .cancelled,
        ]
        guard network.contains(reason) else { return }
        for stage in IMAPStage.allCases {
            let failure = IMAPFailure(
                stage: stage, reason: reason, host: "x", message: "Authentication failed: password")
            #expect(!failure.isAuthentication)
            #expect(failure.isTransient)
        }
    }

    @Test func `a server that repeats the password is not repeated`() throws {
        var machine = IMAPMachine(Self.account())
        let failure = try #require(
            Self.failure(
                try Self.run(
                    &machine, "* OK [CAPABILITY IMAP4rev1] x", "A1 NO bad s3cret or AGFubgBzM2NyZXQ=")))
        #expect(!"\(failure)".contains("s3cret") && !"\(failure)".contains("AGFubg"))
        #expect(failure.command == "LOGIN")
        #expect("\(IMAPCommand.login(username: "a", Secret("s3cret")))" == "LOGIN")
        var words = IMAPWords()
        words.add("s3cret")
        #expect("\(IMAPMachine.Action.send(words))".contains("redacted"))
    }

    @Test func `answers to nothing end the connection`() throws {
        for words in ["A7 OK x", "A1 OK x", "+ go on"] {
            var machine = try Self.ready()
            #expect(Self.failure(try Self.run(&machine, words))?.reason == .garbage)
        }
        var early = IMAPMachine(Self.account())
        #expect(Self.failure(try Self.run(&early, "* 1 EXISTS"))?.reason == .garbage)
    }
}
