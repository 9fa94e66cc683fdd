/// Reports as servers write them. The first two are Postfix's own, from the test server; the others follow
/// the forms of the programs they name.
enum DSNFixtures {
    static let offer: String = "<offer-1@example.test>"

    /// A report in the standard's form.
    static func standard(
        type: String = "multipart/report; report-type=delivery-status",
        from: String = "MAILER-DAEMON@mx.example.net",
        subject: String = "Undelivered Mail Returned to Sender", words: String = "This is the mail system.",
        statusType: String = "message/delivery-status", status: String,
        returnedType: String = "message/rfc822",
        returned: String = "From: rep@example.test\nSubject: Your offer\nMessage-ID: \(offer)\n\nHello"
    ) -> String {
        """
        Return-Path: <>
        From: Mail Delivery System <\(from)>
        To: rep@example.test
        Subject: \(subject)
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: \(type); boundary="=_b"
        Message-ID: <dsn-1@mx.example.net>

        This is a MIME-encapsulated message.

        --=_b
        Content-Type: text/plain; charset=utf-8

        \(words)

        --=_b
        Content-Type: \(statusType)

        \(status)

        --=_b
        Content-Type: \(returnedType)

        \(returned)

        --=_b--

        """
    }

    static func text(from: String, subject: String, headers: String = "", _ words: String) -> String {
        """
        Return-Path: <>
        \(headers)From: \(from)
        To: rep@example.test
        Subject: \(subject)
        Message-ID: <text-1@mx.example.net>
        Date: Tue, 24 Nov 2026 00:03:56 +0000

        \(words)
        """
    }

    static let postfix: String = """
        Return-Path: <MAILER-DAEMON>
        X-Original-To: rep@example.test
        Delivered-To: rep@example.test
        Received: by localhost.test (Postfix)
        \tid 3DB35F9E7B3; Tue, 24 Nov 2026 00:03:56 +0000 (UTC)
        Date: Tue, 24 Nov 2026 00:03:56 +0000 (UTC)
        From: Mail Delivery System <MAILER-DAEMON@localhost.test>
        Subject: Undelivered Mail Returned to Sender
        To: rep@example.test
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="29E41F9E2EF.1795478636/localhost.test"
        Content-Transfer-Encoding: 8bit
        Message-Id: <20261124000356.3DB35F9E7B3@localhost.test>

        This is a MIME-encapsulated message.

        --29E41F9E2EF.1795478636/localhost.test
        Content-Description: Notification
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        This is the mail system at host localhost.test.

        I'm sorry to have to inform you that your message could not
        be delivered to one or more recipients. It's attached below.

        <bounce-one@example.test>: The mailbox does not exist

        --29E41F9E2EF.1795478636/localhost.test
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; localhost.test
        Original-Envelope-Id: QQ314159
        X-Postfix-Queue-ID: 29E41F9E2EF
        X-Postfix-Sender: rfc822; rep@example.test
        Arrival-Date: Tue, 24 Nov 2026 00:03:56 +0000 (UTC)

        Final-Recipient: rfc822; bounce-one@example.test
        Original-Recipient: rfc822;bounce-one@example.test
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: x-unix; The mailbox does not exist

        --29E41F9E2EF.1795478636/localhost.test
        Content-Description: Undelivered Message
        Content-Type: message/rfc822
        Content-Transfer-Encoding: 8bit

        Return-Path: <rep@example.test>
        Received: from [127.0.0.1] (unknown [127.0.0.1])
        \tby localhost.test (Postfix) with ESMTPSA id 29E41F9E2EF
        \tfor <bounce-one@example.test>; Tue, 24 Nov 2026 00:03:56 +0000 (UTC)
        From: Rep <rep@example.test>
        To: bounce-one@example.test
        Subject: Your offer
        Message-ID: <offer-1@example.test>
        MIME-Version: 1.0
        Content-Type: text/plain

        Hello

        --29E41F9E2EF.1795478636/localhost.test--

        """

    static let delayed: String = standard(
        subject: "Delayed Mail (still being retried)",
        status: """
            Reporting-MTA: dns; mx.example.net

            Final-Recipient: rfc822; ann@slow.example
            Action: delayed
            Status: 4.4.1
            Diagnostic-Code: X-Postfix; connect to mx.slow.example[192.0.2.1]:25: Connection timed out
            Will-Retry-Until: Sun, 29 Nov 2026 00:03:56 +0000
            """, returnedType: "text/rfc822-headers", returned: "Subject: Your offer\nMessage-ID: \(offer)")

    /// Several recipients, one fine; folded lines; a status that only the diagnosis makes exact.
    static let mixed: String = standard(
        status: """
            Reporting-MTA: dns;mx.example.net
            Arrival-Date: Tue, 24 Nov 2026 00:03:56 +0000

            Original-Recipient: rfc822;ann@example.org
            Final-Recipient: rfc822;ann.smith@inside.example.org
            Action: failed
            Status: 5.0.0
            Remote-MTA: dns;inside.example.org
            Diagnostic-Code: smtp;550-5.7.26 Unauthenticated email is not accepted
             due to domain's DMARC policy.

            Final-Recipient: RFC822; <bob@example.org>
            Action: Failed (mailbox)
            Status: 5.2.2 (mailbox full)
            Diagnostic-Code: smtp; 552 5.2.2 Over quota

            Final-Recipient: rfc822;eve@example.org
            Action: relayed
            Status: 2.0.0
            """)

    /// No empty line behind the first group, no Original-Recipient, and the report not even called one.
    static let sloppy: String = standard(
        type: "multipart/mixed",
        status:
            "Reporting-MTA: dns; x\nFinal-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1")

    static let international: String = standard(
        statusType: "message/global-delivery-status",
        status:
            "Reporting-MTA: dns; x\n\nFinal-Recipient: utf-8; jörg@bücher.example\nAction: failed\nStatus: 5.1.1",
        returnedType: "message/global-headers", returned: "Subject: Grüße\nMessage-ID: \(offer)")

    static let exchangeOnline: String = standard(
        from: "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.example",
        subject: "Undeliverable: Your offer",
        words: "Your message to ann@contoso.example couldn't be delivered.",
        status: """
            Reporting-MTA: dns;AM0PR01MB0001.eurprd01.prod.example
            Received-From-MTA: dns;mail.example.test

            Final-Recipient: rfc822;ann@contoso.example
            Action: failed
            Status: 5.1.10
            Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
            X-Display-Name: ann@contoso.example
            """)

    static let qmail: String = text(
        from: "MAILER-DAEMON@mail.example.net", subject: "failure notice",
        """
        Hi. This is the qmail-send program at mail.example.net.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <ann@example.org>:
        192.0.2.7 does not like recipient.
        Remote host said: 550 5.1.1 <ann@example.org>: User unknown
        Giving up on 192.0.2.7.

        <bob@example.com>:
        Sorry, no mailbox here by that name. (#5.1.1)

        --- Below this line is a copy of the message.

        Return-Path: <rep@example.test>
        Received: (qmail 1234 invoked by uid 89); 24 Nov 2026 00:03:56 -0000
        Message-ID: <offer-1@example.test>
        Subject: Your offer

        Hello
        """)

    static let exim: String = text(
        from: "Mail Delivery System <Mailer-Daemon@mx.example.net>",
        subject: "Mail delivery failed: returning message to sender",
        headers: "X-Failed-Recipients: ann@example.org\nAuto-Submitted: auto-replied\n",
        """
        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          ann@example.org
            SMTP error from remote mail server after RCPT TO:<ann@example.org>:
            host mx.example.org [192.0.2.1]: 554 5.7.1 Service unavailable;
            Client host [198.51.100.1] blocked using zen.example

        ------ This is a copy of the message, including all the headers. ------

        Return-path: <rep@example.test>
        From: rep@example.test
        Message-ID: <offer-1@example.test>
        Subject: Your offer

        Hello
        """)

    static let exchange: String = text(
        from: "postmaster@corp.example", subject: "Undeliverable: Your offer",
        """
        Your message did not reach some or all of the intended recipients.

              Subject:  Your offer
              Sent:     11/24/2026 1:03 AM

        The following recipient(s) could not be reached:

              'ann@corp.example' on 11/24/2026 1:03 AM
                    The e-mail account does not exist at the organization this message was sent to.
                    <mail.corp.example #5.1.1 smtp;550 5.1.1 ann@corp.example>
        """)

    static let complaint: String = standard(
        type: "multipart/report; report-type=feedback-report", from: "fbl@provider.example",
        subject: "FW: Your offer",
        statusType: "message/feedback-report",
        status: """
            Feedback-Type: abuse
            User-Agent: ProviderFBL/1.0
            Version: 1
            Original-Mail-From: <rep@example.test>
            Original-Rcpt-To: <ann@provider.example>
            Arrival-Date: Tue, 24 Nov 2026 00:03:56 +0000
            """)

    static let receipt: String = standard(
        type: "multipart/report; report-type=disposition-notification", from: "ann@example.org",
        subject: "Read: Your offer",
        statusType: "message/disposition-notification",
        status: """
            Reporting-UA: mail.example.org; Some Mailer 9
            Original-Recipient: rfc822;ann@example.org
            Final-Recipient: rfc822;ann@example.org
            Original-Message-ID: <offer-1@example.test>
            Disposition: manual-action/MDN-sent-manually; displayed
            """, returnedType: "text/rfc822-headers", returned: "Subject: Your offer")

    static let autoReply: String = """
        From: Ann <ann@example.org>
        To: rep@example.test
        Subject: Automatic reply: Your offer
        Auto-Submitted: auto-replied
        In-Reply-To: <offer-1@example.test>
        Message-ID: <away-1@example.org>

        I am away until Monday. In urgent cases write to bob@example.org.
        """
}
