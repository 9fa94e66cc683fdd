extension Assets {
    /// A door that stands ajar.
    static let mark: String = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1f6f4a"/>\
        <path d="M9 25V8.5A1.5 1.5 0 0 1 10.500 7H21.500A1.500 1.500 0 0 1 23 8.500V25" fill="none" stroke="#fff" stroke-opacity=".55" \
        stroke-width="2" stroke-linecap="round"/><path d="M9 7.200 18 10v17.500L9 25z" fill="#fff"/><circle cx="15.300" cy="18" r="1.200" \
        fill="#1f6f4a"/></svg>
        """

    static let sprite: String = {
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\">"
        for (name, path) in paths {
            text += "<symbol id=\"\(name)\" viewBox=\"0 0 24 24\"><g fill=\"none\" stroke=\"currentColor\" "
            text += "stroke-width=\"1.7\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\(path)</g></symbol>"
        }
        return text + "</svg>"
    }()

    private static let paths: [(String, String)] = [
        ("inbox", "<path d='M4 13 6.500 5.500h11L20 13v5.500H4z M4 13h4.500a3.500 3.500 0 0 0 7 0H20'/>"),
        ("leads", "<circle cx='9' cy='8.500' r='3.200'/><path d='M3.500 19c.4-3.400 2.500-5 5.500-5s5.100 1.600 5.500 5M16 5.700a3 3 0 0 1 0 5.600M17.500 14.400c1.800.6 2.800 2.100 3 4.600'/>"),
        ("emails", "<rect x='3.500' y='5.500' width='17' height='13' rx='2'/><path d='m4.500 7.500 7.500 6 7.500-6'/>"),
        ("templates", "<path d='M6 3.500h8.500L18.500 8v12.500H6z M14 3.500V8.500h4.500 M9 12.500h6M9 16h4'/>"),
        ("settings", "<path d='M4 7.500h9M17 7.500h3M4 16.500h3M11 16.500h9'/><circle cx='15' cy='7.500' r='2'/><circle cx='9' cy='16.500' r='2'/>"),
        ("search", "<circle cx='10.500' cy='10.500' r='6'/><path d='m15 15 5 5'/>"),
        ("write", "<path d='m5 19 .9-4.200L16.500 4.200a1.900 1.900 0 0 1 2.700 0l.6.6a1.900 1.900 0 0 1 0 2.700L9.200 18.100z M14.500 6.500l3 3'/>"),
        ("theme", "<circle cx='12' cy='12' r='7.500'/><path d='M12 4.500a7.500 7.500 0 0 1 0 15z' fill='currentColor'/>"),
        ("help", "<circle cx='12' cy='12' r='8.500'/><path d='M9.600 9.400c.3-1.400 1.200-2 2.500-2 1.400 0 2.500.8 2.500 2.100 0 1.900-2.600 2-2.600 4M12 16.800v.1'/>"),
        ("leave", "<path d='M14 4.500H6v15h8M10 12h10M16.500 8.500 20 12l-3.500 3.500'/>"),
        ("reply", "<path d='M9.500 6 4 11.500 9.500 17v-3.500c5 0 8.500 1.500 10.500 5 0-6-3.500-10-10.500-10z'/>"),
        ("clock", "<circle cx='12' cy='12' r='8'/><path d='M12 7.500V12l3 2'/>"),
        ("check", "<path d='m5 12.500 4.500 4.500L19 7.500'/>"),
        ("phone", "<path d='M6 4h3l1.500 4-2 1.500a11 11 0 0 0 6 6l1.500-2 4 1.500v3a2 2 0 0 1-2 2C10.500 20 4 13.500 4 6a2 2 0 0 1 2-2z'/>"),
        ("note", "<path d='M5 4.500h14v10L14.500 19.500H5z M19 14.500h-4.500v5 M8.500 9h7M8.500 12.500h4'/>"),
        ("file", "<path d='m19 11-7.500 7.500a4.500 4.500 0 0 1-6.400-6.400l8-8a3 3 0 0 1 4.200 4.200l-7.800 7.800a1.500 1.500 0 0 1-2.100-2.100L14.500 7'/>"),
        ("plus", "<path d='M12 5v14M5 12h14'/>"), ("retry", "<path d='M19 12a7 7 0 1 1-2-5l2 2M19 4.500V9h-4.500'/>"),
        ("star", "<path d='m12 4 2.400 5 5.600.8-4 3.900.9 5.500-4.900-2.600-4.900 2.600.9-5.500-4-3.900 5.600-.8z'/>"),
        ("key", "<circle cx='8' cy='15.500' r='3.500'/><path d='m10.500 13 8-8M15.500 8l3 3'/>"),
    ]
}
