import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/import/`: a CSV file becomes leads. First the file, then what its columns are, then a bar that grows.
struct ImportPage: Sendable {
    let visitor: Visitor

    func answer() async throws -> Answer {
        switch visitor.segments.count > 1 ? visitor.segments[1] : "" {
        case "": visitor.isRead ? try await begin(nil) : try await upload()
        case "map": visitor.isRead ? try await map(visitor.parameters["file"] ?? "", nil) : try await start()
        case let id:
            try await progress(try PathPart.checked(id))
        }
    }

    // MARK: - The file

    private func begin(_ problem: String?) async throws -> Answer {
        var values: Values = [:]
        let caller = visitor.session.caller
        if caller.may("bulk_import") { values["may_import"] = true }
        if caller.may("export") { values["may_export"] = true }
        let imports = try await visitor.list("import/lead", ["_limit": "20"]).map(Self.row)
        if !imports.isEmpty { values["imports"] = imports }
        if let problem { values["problem"] = problem }
        return visitor.page(
            "import", title: "Import and export", area: "settings", values, status: problem == nil ? 200 : 400
        )
    }

    private func upload() async throws -> Answer {
        guard visitor.session.caller.may("bulk_import") else {
            throw AjarError.forbidden("Your role doesn’t let you import.")
        }
        let request = visitor.visit.request
        guard let type = request.headers[.at.contentType], let boundary = Multipart.boundary(type) else {
            throw AjarError.badRequest("Please choose a file.")
        }
        do {
            let form = try Multipart(
                try await Body.read(request, limit: FileStore.maxSize + 1_048_576), boundary: boundary)
            guard visitor.session.isSigned(by: form.fields["form"] ?? "") else {
                throw AjarError.forbidden("The page was too old. Please reload it.")
            }
            guard let file = form.file, !file.bytes.isEmpty else {
                throw AjarError.badRequest("Please choose a file.")
            }
            let name = file.filename.isEmpty ? "leads.csv" : file.filename
            let place = try await visitor.post(
                "files/upload",
                JSONObject([("filename", .string(String(name.prefix(255)))), ("content_type", "text/csv")]))
            let fields = place["upload"]["fields"]
            let id = fields["key"].string ?? ""
            let signed = Dictionary(
                (fields.object?.members ?? []).map { ($0.key, $0.value.string ?? "") },
                uniquingKeysWith: { $1 })
            guard let installation = visitor.api.engine.resources.environment as? Installation else {
                throw AjarError.notFound("Not found.")
            }
            try await installation.files.accept(id: id, fields: signed, bytes: file.bytes)
            return .redirect("/import/map/?file=\(id)")
        } catch let error as AjarError { return try await begin(Problem.text(error)) }
    }

    // MARK: - The mapping

    private func map(_ file: String, _ problem: String?, chosen: [String]? = nil) async throws -> Answer {
        let preview: JSON
        do {
            preview = try await visitor.get("import/lead/preview", ["file_id": file])
        } catch AjarError.badRequest(let text) { return try await begin(text) }
        let guesses = chosen ?? preview["mapping"].array?.map { $0.string ?? "" } ?? []
        let rows = (preview["rows"].array ?? []).map { $0.array?.map { $0.string ?? "" } ?? [] }
        let targets = (preview["targets"].array ?? []).map {
            ($0["name"].string ?? "", $0["label"].string ?? "")
        }
        let columns = (preview["columns"].array ?? []).enumerated().map { index, heading -> Values in
            let guess = index < guesses.count ? guesses[index] : ""
            let samples = rows.compactMap { index < $0.count && !$0[index].isEmpty ? $0[index] : nil }.prefix(
                3)
            return [
                "column_number": index, "column_heading": heading.string ?? "",
                "column_samples": samples.joined(separator: " · "),
                "targets": targets.map { name, label -> Values in
                    var target: Values = ["target_name": name, "target_label": label]
                    if name == guess { target["is_chosen"] = true }
                    return target
                },
            ]
        }
        var values: Values = [
            "file_id": file, "filename": preview["filename"].string ?? "", "columns": columns,
            "column_count": columns.count,
        ]
        if let problem { values["problem"] = problem }
        return visitor.page(
            "import-map", title: "Import", area: "settings", values, status: problem == nil ? 200 : 400)
    }

    private func start() async throws -> Answer {
        let form = try await visitor.form()
        let count = min(max(Int(form["columns"] ?? "") ?? 0, 0), CSVReader.maxFields)
        let mapping = (0..<count).map { form["column:\($0)"] ?? "" }
        let file = form["file"] ?? ""
        do {
            let made = try await visitor.post(
                "import/lead",
                JSONObject([
                    ("file_id", .string(file)), ("mapping", .array(mapping.map(JSON.string))),
                    ("duplicates", .string(form["duplicates"] ?? "merge")),
                ]))
            return .redirect("/import/\(made["id"].string ?? "")/")
        } catch let error as AjarError { return try await map(file, Problem.text(error), chosen: mapping) }
    }

    // MARK: - The bar

    private func progress(_ id: String) async throws -> Answer {
        guard visitor.isRead else { throw Visit.noMethod }
        let record = try await visitor.get("import/lead/\(id)")
        var values = Self.row(record)
        let errors = try await visitor.list("import/lead/\(id)/errors").map { error -> Values in
            ["row_number": error["row"].int ?? 0, "message": error["message"].string ?? ""]
        }
        if !errors.isEmpty { values["errors"] = errors }
        return visitor.page("import-progress", title: "Import", area: "settings", values)
    }

    private static func row(_ record: JSON) -> Values {
        let status = record["status"].string ?? ""
        let total = max(record["total_bytes"].int ?? 1, 1)
        let done = record["position"].int ?? 0
        var row: Values = [
            "import_id": record["id"].string ?? "", "import_file": record["filename"].string ?? "",
            "import_status": status,
            "percent": status == "done" ? 100 : min(done * 100 / total, 100),
            "n_created": record["leads_created"].int ?? 0,
            "n_updated": record["leads_updated"].int ?? 0, "n_skipped": record["rows_skipped"].int ?? 0,
            "n_failed": record["rows_failed"].int ?? 0, "n_rows": record["rows_read"].int ?? 0,
        ]
        row["import_at"] = Words.moment(record["date_created"].string)
        row["import_error"] = record["error"].value
        switch status {
        case "done": row["is_done"] = true
        case "failed": row["is_failed"] = true
        default: row["is_under_way"] = true
        }
        return row
    }
}
