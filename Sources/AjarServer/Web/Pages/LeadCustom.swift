import AjarCRM
import AjarCore
import AjarResource

/// What an organization defined itself, on the page of a lead: objects, and activities of its own types. A
/// form opens by its address, so that the page of a lead that nobody changes asks for no more than it shows.
struct LeadCustom: Sendable {
    let visitor: Visitor
    let lead: String
    let contacts: [JSON]

    func values() async throws -> Values {
        let activities = try await visitor.list(
            "custom_activity", ["is_archived": "false", "_fields": "id,name"])
        let objects = try await visitor.list("custom_object_type", ["is_archived": "false"])
        var values: Values = [:]
        values["activity_types"] = activities.map { type -> Values in
            ["type_id": type["id"].string ?? "", "type_name": type["name"].string ?? ""]
        }
        if !objects.isEmpty { values["object_types"] = try await shelves(objects) }
        values["custom_form"] = try await openForm()
        return values
    }

    // MARK: - Objects

    private func shelves(_ types: [JSON]) async throws -> [Values] {
        let objects = try await visitor.list("custom_object", ["lead_id": lead, "_limit": "100"])
        let definitions = types.flatMap { $0["fields"].array ?? [] }
        let input = try await CustomInput(for: definitions, contacts: contacts, visitor)
        return types.map { type -> Values in
            let own = objects.filter { $0["custom_object_type_id"] == type["id"] }
            return [
                "type_id": type["id"].string ?? "", "type_name": type["name"].string ?? "",
                "type_names": type["name_plural"].string ?? type["name"].string ?? "",
                "objects": own.map { object -> Values in
                    [
                        "object_id": object["id"].string ?? "", "object_name": object["name"].string ?? "",
                        "lines": input.lines(object, type["fields"].array ?? []),
                    ]
                },
            ]
        }
    }

    // MARK: - Forms

    /// The form that the address asks for: `?log=` a type of activity, `?add=` a type of object, `?object=`
    /// one.
    private func openForm() async throws -> Values? {
        if let type = visitor.parameters.nonempty("log") {
            return try await form("custom_activity", "activity", type, .null)
        }
        if let type = visitor.parameters.nonempty("add") {
            return try await form("custom_object_type", "custom_object", type, .null)
        }
        guard let id = visitor.parameters.nonempty("object") else { return nil }
        let object = try await visitor.get("custom_object/\(try PathPart.checked(id))")
        return try await form(
            "custom_object_type", "custom_object", object["custom_object_type_id"].string ?? "", object)
    }

    private func form(
        _ types: String, _ schema: String, _ id: String, _ object: JSON
    ) async throws -> Values {
        let type = try await visitor.get("\(types)/\(try PathPart.checked(id))")
        var form: Values = [
            "form_type": id, "form_object": object["id"].string ?? "",
            "form_title": object["name"].string ?? type["name"].string ?? "",
            "form_wish": schema == "activity" ? "log-custom" : object.isNull ? "add-object" : "edit-object",
            "fields": try await fields(schema, id).holding(object).map(\.values),
        ]
        if !object.isNull { form["is_kept"] = true }
        return form
    }

    private func fields(_ schema: String, _ type: String) async throws -> [FormField] {
        let definitions =
            try await visitor.get("custom_field_schema/\(schema)/\(type)")["fields"].array ?? []
        let input = try await CustomInput(for: definitions, contacts: contacts, visitor)
        let name = schema == "activity" ? [] : [FormField("name", "Name", isRequired: true)]
        return name + definitions.compactMap(input.field)
    }

    /// What such a form wants; nil when it is none of these. The word is that of the toast.
    func take(_ form: [String: String]) async throws -> String? {
        func part(_ name: String) throws -> String { try PathPart.checked(form[name] ?? "") }
        switch form["do"] {
        case "log-custom":
            var body = try await fields("activity", try part("type")).read(form)
            body["lead_id"] = .string(lead)
            body["custom_activity_type_id"] = JSON(form["type"])
            try await visitor.post("activity/custom", body)
            return "logged"
        case "add-object":
            var body = try await fields("custom_object", try part("type")).read(form)
            body["lead_id"] = .string(lead)
            body["custom_object_type_id"] = JSON(form["type"])
            try await visitor.post("custom_object", body)
            return "created"
        case "edit-object":
            let body = try await fields("custom_object", try part("type")).read(form)
            try await visitor.put("custom_object/\(try part("object"))", body)
            return "saved"
        case "delete-object":
            try await visitor.delete("custom_object/\(try part("object"))")
            return "deleted"
        default: return nil
        }
    }
}
