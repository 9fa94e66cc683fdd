import AjarMail
import Testing

@Suite struct MailboxFileTests {
    /// In pieces of every size: where the network cuts must not matter.
    private func read(_ text: String, step: Int, limit: Int = 1000) -> [MailboxFile.Piece] {
        var file = MailboxFile(limit: limit)
        var pieces: [MailboxFile.Piece] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: step) {
            pieces += file.read(bytes[start..<min(start + step, bytes.count)])
        }
        return pieces + file.finish()
    }

    private func message(_ text: String) -> MailboxFile.Piece { .message(Array(text.utf8)) }

    @Test(arguments: [1, 2, 7, 1000])
    func `an mbox is taken apart at its From lines, and nowhere else`(step: Int) {
        let text = """
            From a@x Mon Jan  1 00:00:00 2026
            Subject: one

            >From the start
            No From here: it follows no empty line
            From there on

            From b@x Mon Jan  1 00:00:00 2026
            Subject: two

            >>From quoted twice

            """
        let one = "Subject: one\n\nFrom the start\nNo From here: it follows no empty line\nFrom there on\n\n"
        #expect(read(text, step: step) == [message(one), message("Subject: two\n\n>From quoted twice\n")])
    }

    @Test func `one mail is one message, whatever its lines begin with`() {
        let text = "Subject: one\r\n\r\nFrom here on\r\n>From there\r\n"
        #expect(read(text, step: 3) == [message(text)])
    }

    @Test func `an empty file holds nothing, and what is too long doesn't take the next one with it`() {
        #expect(read("", step: 1).isEmpty)
        let text = "From a@x\n\(String(repeating: "x", count: 5000))\n\nFrom b@x\nSubject: two\n"
        #expect(read(text, step: 100) == [.tooLarge, message("Subject: two\n")])
    }
}
