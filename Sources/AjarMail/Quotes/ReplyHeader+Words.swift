/// The vocabulary, in lower case. One line per language: English, German, French, Spanish, Italian, Dutch,
/// Portuguese, Swedish/Danish/Norwegian, Finnish, Polish, Czech, Russian/Ukrainian, Turkish, Hungarian,
/// Romanian, Japanese, Chinese, Korean.
extension ReplyHeader {
    static let verbs: [String] = [
        "wrote", "writes",
        "schrieb", "schreibt", "schrieb am",
        "a écrit", "écrit",
        "escribió", "escribio",
        "ha scritto", "scrive",
        "schreef", "heeft geschreven",
        "escreveu",
        "skrev", "skreiv",
        "kirjoitti",
        "napisał", "napisała", "napisał(a)", "pisze",
        "napsal", "napsala", "napsal(a)",
        "написал", "написала", "написал(а)", "пишет", "писал", "пише", "написав",
        "yazdı", "şunu yazdı",
        "ezt írta", "írta",
        "a scris",
        "のメール", "書きました", "写道", "寫道", "작성",
    ]

    /// With the space that ends the word.
    static let openers: [String] = [
        "on ", "am ", "le ", "el ", "il ", "op ", "em ", "den ", "på ", "w dniu ", "dnia ", "dne ", "в ",
        "у ", "la ", "ma ",
        "a(z) ", "pe ", "ke ", "pt", "pon", "wt", "śr", "czw", "sob", "niedz", "пн", "вт", "ср", "чт", "пт",
        "сб", "вс",
        "man", "tir", "ons", "tor", "fre", "lør", "søn", "mån", "tis", "lör", "sön", "lun", "mar", "mer",
        "mié", "jue",
        "vie", "gio", "ven", "sab", "dom", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    ]

    static let originals: Set<String> = [
        "original message", "original email", "reply message",
        "ursprüngliche nachricht", "originalnachricht",
        "message d'origine", "message d’origine", "message original",
        "mensaje original",
        "messaggio originale", "messaggio originario",
        "oorspronkelijk bericht", "origineel bericht",
        "mensagem original",
        "ursprungligt meddelande", "originalmeddelande", "oprindelig meddelelse", "original meddelelse",
        "opprinnelig melding",
        "alkuperäinen viesti",
        "oryginalna wiadomość", "wiadomość oryginalna",
        "původní zpráva", "původní e-mail",
        "исходное сообщение", "оригинальное сообщение", "пересылаемое сообщение оригинал",
        "orijinal mesaj", "özgün ileti",
        "eredeti üzenet",
        "mesaj original",
        "元のメッセージ", "原始邮件", "原始郵件", "원본 메시지",
    ]

    static let forwards: Set<String> = [
        "forwarded message", "begin forwarded message", "forwarded mail", "forwarded by",
        "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
        "anfang der weitergeleiteten e-mail",
        "message transféré", "début du message transféré", "message transmis", "début du message réexpédié",
        "mensaje reenviado", "inicio del mensaje reenviado",
        "messaggio inoltrato", "inizio messaggio inoltrato",
        "doorgestuurd bericht", "begin doorgestuurd bericht",
        "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada",
        "vidarebefordrat meddelande", "vidarebefordrat mejl", "videresendt meddelelse", "videresendt melding",
        "videresendt besked",
        "välitetty viesti", "edelleenlähetetty viesti",
        "przekazana wiadomość", "wiadomość przekazana", "początek przekazywanej wiadomości",
        "přeposlaná zpráva", "přeposlaný e-mail",
        "пересылаемое сообщение", "пересланное сообщение", "начало переадресованного сообщения",
        "iletilen mesaj", "yönlendirilen ileti",
        "továbbított üzenet",
        "mesaj redirecționat",
        "転送されたメッセージ", "转发的邮件", "轉寄的郵件", "전달된 메시지",
    ]

    static let labels: [String: Label] = [
        "from": .from, "von": .from, "de": .from, "da": .from, "van": .from, "från": .from, "fra": .from,
        "od": .from,
        "lähettäjä": .from, "от": .from, "від": .from, "kimden": .from, "gönderen": .from, "feladó": .from,
        "de la": .from,
        "差出人": .from, "发件人": .from, "寄件者": .from, "보낸 사람": .from,

        "sent": .sent, "date": .sent, "gesendet": .sent, "datum": .sent, "envoyé": .sent, "envoyé le": .sent,
        "enviado": .sent, "enviado el": .sent, "fecha": .sent, "inviato": .sent, "data": .sent,
        "verzonden": .sent,
        "enviada em": .sent, "enviado em": .sent, "enviada": .sent, "skickat": .sent, "sendt": .sent,
        "dato": .sent,
        "lähetetty": .sent, "päivämäärä": .sent, "wysłano": .sent, "wysłane": .sent, "odesláno": .sent,
        "отправлено": .sent, "дата": .sent, "надіслано": .sent, "gönderildi": .sent, "tarih": .sent,
        "elküldve": .sent,
        "dátum": .sent, "trimis": .sent, "送信日時": .sent, "日時": .sent, "发送时间": .sent, "日期": .sent,
        "寄件日期": .sent,
        "보낸 날짜": .sent, "날짜": .sent,

        "to": .to, "an": .to, "à": .to, "para": .to, "a": .to, "aan": .to, "till": .to, "til": .to, "do": .to,
        "vastaanottaja": .to, "komu": .to, "кому": .to, "kime": .to, "alıcı": .to, "címzett": .to,
        "către": .to,
        "宛先": .to, "收件人": .to, "收件者": .to, "받는 사람": .to,

        "subject": .subject, "betreff": .subject, "objet": .subject, "asunto": .subject, "oggetto": .subject,
        "onderwerp": .subject, "assunto": .subject, "ämne": .subject, "emne": .subject, "aihe": .subject,
        "temat": .subject, "předmět": .subject, "тема": .subject, "konu": .subject, "tárgy": .subject,
        "subiect": .subject,
        "件名": .subject, "主题": .subject, "主旨": .subject, "제목": .subject,

        "cc": .copy, "kopie": .copy, "copie": .copy, "kopia": .copy, "copia": .copy, "kopi": .copy,
        "копия": .copy,
        "dw": .copy, "抄送": .copy,
    ]
}
