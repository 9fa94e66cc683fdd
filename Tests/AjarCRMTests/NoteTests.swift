import AjarCore
import AjarResource
import AjarTestKit
import Testing

@Suite struct NoteTests {
    @Test(arguments: Backend.available)
    func `the plain and the rich text follow each other, and the rich one wins`(backend: Backend) async throws
    {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let plain = try await bench.post("activity/note", ["lead_id": lead, "note": "1 < 2\nand more"])
            #expect(plain["note"] == "1 < 2\nand more")
            #expect(plain["note_html"] == "<body>1 &lt; 2<br>and more</body>")
            let both = try await bench.post(
                "activity/note", ["lead_id": lead, "note": "a", "note_html": "<p>b</p>"])
            #expect(both["note"] == "b")
            #expect(both["note_html"] == "<body><p>b</p></body>")
            let after = try await bench.put("activity/note/\(both["id"].string ?? "")", ["note": "c"])
            #expect(after["note_html"] == "<body>c</body>")
            let cleared = try await bench.put("activity/note/\(both["id"].string ?? "")", ["note_html": nil])
            #expect(cleared["note"] == "")
            #expect(cleared["note_html"] == "<body></body>")
        }
    }

    @Test(arguments: Backend.available)
    func `a script never gets into the database`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            for field in ["note_html", "note"] {
                let note = try await bench.post(
                    "activity/note",
                    [
                        "lead_id": lead, "title": "t",
                        "note_html":
                            #"<p onclick="x()">a</p><script>alert(1)</script><a href="javascript:x">b</a>"#,
                    ])
                #expect(note["title"] == "t")
                let text = note[field].string ?? ""
                for part in ["script", "alert", "onclick", "javascript"] {
                    #expect(!text.contains(part), "\(field)")
                }
            }
        }
    }

    @Test(arguments: Backend.available)
    func `a pinned note knows since when, and forgets it`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let note = try await bench.post("activity/note", ["lead_id": lead, "note": "x", "pinned": true])
            #expect(note["pinned_at"].string == Workbench.start.text())
            let path = "activity/note/\(note["id"].string ?? "")"
            #expect(try await bench.put(path, ["title": "y"])["pinned_at"] == note["pinned_at"])
            #expect(try await bench.put(path, ["pinned": false])["pinned_at"] == .null)
        }
    }

    @Test(arguments: Backend.available)
    func `a file that was never uploaded is refused with its place in the list`(backend: Backend) async throws
    {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let answer = try await bench.ask(
                .post, "activity/note",
                [
                    "lead_id": lead, "note": "x",
                    "attachments": [
                        ["url": "https://elsewhere.test/x", "filename": "x", "content_type": "text/plain"]
                    ],
                ])
            #expect(answer.status == 400)
            #expect(answer.json["field-errors"]["attachments"]["errors"]["0"] != .null)
        }
    }

    @Test(arguments: Backend.available)
    func `a stranger neither sees nor changes a note`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post("lead", ["name": "Bluth"])["id"]
            let path =
                "activity/note/\(try await bench.post("activity/note", ["lead_id": lead, "note": "x"])["id"].string ?? "")"
            for (method, body) in [(AjarResource.Method.get, nil), (.put, ["note": "y"]), (.delete, nil)]
                as [(AjarResource.Method, JSON?)]
            {
                #expect(try await bench.ask(method, path, body, as: bench.stranger).status == 404)
            }
            #expect(try await bench.get(path)["note"] == "x")
            #expect(
                try await bench.ask(
                    .post, "activity/note", ["lead_id": lead, "note": "x"], as: bench.stranger
                ).status == 400)
        }
    }
}
