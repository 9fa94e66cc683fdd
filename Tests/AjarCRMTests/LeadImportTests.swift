import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import AjarTestKit
import Testing

@Suite struct LeadImportTests {
    private static let file: String = """
        Company,Name,Email,Phone,City
        Bluth,Michael Bluth,michael@bluth.test,,Newport
        Bluth,Gob Bluth,gob@bluth.test,,
        Sitwell,Stan Sitwell,not an address,,
        "Vandelay, Inc.",Art,art@vandelay.test,,


        """
    private static let mapping: JSON = [
        "lead.name", "contact.name", "contact.email", "contact.phone", "address.city",
    ]

    @Test(arguments: Backend.available)
    func `rows become leads, the bad one is told of, and the same file again makes nothing twice`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let first = try await run(Self.file, bench)
            #expect(
                first["status"] == "done" && first["rows_read"] == 5 && first["leads_created"] == 2,
                "\(first.text)")
            #expect(first["leads_updated"] == 1 && first["rows_failed"] == 1 && first["rows_skipped"] == 1)
            let errors =
                try await bench.get("import/lead/\(first["id"].string ?? "")/errors")["data"].array ?? []
            #expect(errors.count == 1 && errors.first?["row"] == 4)

            let again = try await run(Self.file, bench)
            #expect(again["leads_created"] == 0 && again["leads_updated"] == 3)
            let leads = try await bench.get("lead", ["_order_by": "date_created"])["data"].array ?? []
            #expect(leads.map { $0["name"].string ?? "" }.sorted() == ["Bluth", "Vandelay, Inc."])
            let bluth = leads.first { $0["name"] == "Bluth" } ?? .null
            #expect(
                bluth["contacts"].array?.count == 2 && bluth["addresses"].array?.first?["city"] == "Newport")
        }
    }

    @Test(arguments: Backend.available)
    func `what somebody wrote stays, and what is missing is filled in`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            let lead = try await bench.post(
                "lead",
                [
                    "name": "Written by hand",
                    "contacts": [
                        ["name": "M", "emails": [["email": "michael@bluth.test", "type": "office"]]]
                    ],
                ])
            _ = try await run(Self.file, bench)
            let after = try await bench.get("lead/\(lead["id"].string ?? "")")
            #expect(
                after["name"] == "Written by hand" && after["addresses"].array?.first?["city"] == "Newport")
        }
    }

    @Test(arguments: Backend.available)
    func `a mapping that names nobody is refused, and so is a file of somebody else`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            let file = try await upload(Self.file, bench)
            let nameless = try await bench.ask(
                .post, "import/lead",
                ["file_id": .string(file), "mapping": ["", "", "", "", "address.city"]])
            #expect(nameless.status == 400 && nameless.json["field-errors"]["mapping"].string != nil)
            let body: JSON = ["file_id": .string(file), "mapping": Self.mapping]
            #expect(try await bench.ask(.post, "import/lead", body, as: bench.stranger).status == 400)
            #expect(
                try await bench.ask(.get, "import/lead/preview", nil, as: bench.stranger, ["file_id": file])
                    .status == 404)
            #expect(try await bench.get("import/lead")["data"].array?.isEmpty == true)
        }
    }

    @Test(arguments: Backend.available)
    func `a preview guesses what the columns are, whatever parts them`(backend: Backend) async throws {
        try await Workbench.with(backend) { bench in
            _ = try await bench.post("custom_field/lead", ["name": "Region", "type": "text"])
            let file = try await upload(
                "Company;E-Mail;region;Shoe size\nBluth;m@bluth.test;South;44\n", bench)
            let preview = try await bench.get("import/lead/preview", ["file_id": file])
            let guess = preview["mapping"].array?.map { $0.string ?? "" } ?? []
            #expect(
                guess.prefix(2) == ["lead.name", "contact.email"] && guess[2].hasPrefix("custom.cf_")
                    && guess[3] == "")
            #expect(preview["rows"].array?.first == ["Bluth", "m@bluth.test", "South", "44"])
        }
    }

    @Test(arguments: Backend.available)
    func `an export is what an import takes in again, and formulas are disarmed`(
        backend: Backend
    ) async throws {
        try await Workbench.with(backend) { bench in
            _ = try await bench.post(
                "lead",
                [
                    "name": "=HYPERLINK(\"x\")",
                    "contacts": [
                        ["name": "Ada, first", "emails": [["email": "ada@a.test", "type": "office"]]]
                    ],
                ])
            _ = try await bench.post("lead", ["name": "No contact"])
            let export = try LeadExport(Parameters(), bench.engine, bench.admin)
            var text = ""
            var last: String?
            while let next = try await export.rows(after: last) {
                text += next.text
                last = next.last
            }
            let rows = try CSVReader(firstBytes: Array(text.utf8)).rows(
                Array(text.utf8), isLast: true, limit: 10
            ).map(\.fields)
            #expect(rows.count == 3 && rows.contains { $0[1] == "No contact" })
            #expect(rows.contains { $0[1] == "'=HYPERLINK(\"x\")" && $0[5] == "Ada, first" })
            let empty = try LeadExport(
                Parameters([(name: "query", value: "nothing-like-it")]), bench.engine, bench.admin)
            #expect(try await empty.rows(after: nil)?.text.hasPrefix("Lead id,Company") == true)
            var weak = bench.admin
            (weak.isAdmin, weak.permissions) = (false, [])
            let caller = weak
            #expect(throws: AjarError.self) { _ = try LeadExport(Parameters(), bench.engine, caller) }
        }
    }

    // MARK: - Doing it

    private func upload(_ text: String, _ bench: Workbench) async throws -> String {
        let place = try await bench.post(
            "files/upload", ["filename": "leads.csv", "content_type": "text/csv"])["upload"]["fields"]
        let fields = Dictionary(
            (place.object?.members ?? []).map { ($0.key, $0.value.string ?? "") }, uniquingKeysWith: { $1 })
        try await bench.installation.files.accept(
            id: fields["key"] ?? "", fields: fields, bytes: Array(text.utf8))
        return fields["key"] ?? ""
    }

    private func run(_ text: String, _ bench: Workbench) async throws -> JSON {
        let made = try await bench.post(
            "import/lead", ["file_id": .string(try await upload(text, bench)), "mapping": Self.mapping])
        let importer = LeadImporter(engine: bench.engine, files: bench.installation.files)
        let claim = try await bench.store.write {
            try $0.claim(queue: "default", worker: "t", limit: 50, lease: .seconds(60))
        }
        for job in claim.jobs where job.kind == ImportLeads.kind {
            _ = try await importer.perform(try #require(ImportLeads(arguments: job.arguments)), job)
        }
        return try await bench.get("import/lead/\(made["id"].string ?? "")")
    }
}
