namespace HybridAi.Signals;

public class LanguageGuessTests
{
    [Theory]
    [InlineData("en", "What is the capital of France?", "Please explain how the engine works and why it is so efficient.")]
    [InlineData("de", "Was ist die Hauptstadt von Frankreich?", "Bitte schreibe eine Mail an den Kunden, damit wir den Termin nicht verlieren.")]
    [InlineData("fr", "Quelle est la capitale de la France ?", "Explique-moi pourquoi les oiseaux migrent dans le sud avec leurs petits.")]
    [InlineData("es", "¿Cuál es la capital de Francia?", "Escribe un correo para el cliente que no está contento con su pedido.")]
    [InlineData("it", "Qual è la capitale della Francia?", "Spiega come funziona il motore e perché non è più rumoroso.")]
    [InlineData("pt", "Qual é a capital da França?", "Escreva um e-mail para o cliente que não recebeu as encomendas.")]
    [InlineData("nl", "Wat is de hoofdstad van Frankrijk?", "Schrijf een brief aan het bedrijf dat niet op mijn vraag heeft gereageerd.")]
    [InlineData("pl", "Jaka jest stolica Francji i dlaczego?", "Napisz wiadomość do klienta, który nie jest zadowolony z usługi.")]
    [InlineData("cs", "Jaké je hlavní město Francie?", "Napiš zprávu pro zákazníka, který není spokojený se službou.")]
    [InlineData("sv", "Vad är huvudstaden i Frankrike och varför?", "Skriv ett brev till kunden som inte är nöjd med tjänsten.")]
    [InlineData("da", "Hvad er hovedstaden i Frankrig, og hvorfor ikke en anden by?", "Skriv et brev til kunden, som ikke er tilfreds. Hvad kan jeg gøre af alt det?")]
    [InlineData("no", "Hva er hovedstaden i Frankrike, og hvorfor ikke en annen by?", "Hva kan jeg gjøre for å få det til? Skriv et brev av høy kvalitet.")]
    [InlineData("fi", "Mikä on Ranskan pääkaupunki ja miksi?", "Kirjoita viesti asiakkaalle, joka ei ole tyytyväinen, mutta kuitenkin että hän vastaa.")]
    [InlineData("tr", "Fransa'nın başkenti neresi ve neden önemli?", "Bu müşteri için bir mektup yaz, çünkü hizmet iyi değil ve çok pahalı.")]
    [InlineData("ro", "Care este capitala Franței și de ce?", "Scrie un mesaj pentru clientul care nu este mulțumit de serviciu.")]
    [InlineData("hu", "Mi Franciaország fővárosa, és miért?", "Írj egy levelet az ügyfélnek, aki nem elégedett, és azt kéri, hogy kell javítani.")]
    [InlineData("id", "Apa ibu kota Prancis dan mengapa?", "Tolong tulis surat untuk pelanggan yang tidak puas dengan layanan ini.")]
    [InlineData("vi", "Thủ đô của nước Pháp là gì?", "Hãy viết một bức thư cho khách hàng không hài lòng với dịch vụ.")]
    [InlineData("ru", "Какая столица Франции и почему?", "Напиши письмо клиенту, который не доволен, что это такое и как быть.")]
    [InlineData("uk", "Яка столиця Франції і чому?", "Напиши листа клієнту, який не задоволений, що це таке і як бути.")]
    [InlineData("bg", "Коя е столицата на Франция и защо?", "Напиши писмо до клиента, който не е доволен, за да се върне при нас.")]
    [InlineData("el", "Ποια είναι η πρωτεύουσα της Γαλλίας;", "Γράψε ένα γράμμα.")]
    [InlineData("he", "מהי בירת צרפת?", "כתוב מכתב ללקוח.")]
    [InlineData("ar", "ما هي عاصمة فرنسا؟", "اكتب رسالة إلى العميل.")]
    [InlineData("fa", "پایتخت فرانسه کجاست؟", "یک نامه برای مشتری بنویس که چرا گران است.")]
    [InlineData("ur", "فرانس کا دارالحکومت کیا ہے؟", "گاہک کے لیے ایک خط لکھیں۔")]
    [InlineData("hi", "फ्रांस की राजधानी क्या है?", "ग्राहक को एक पत्र लिखें।")]
    [InlineData("th", "เมืองหลวงของฝรั่งเศสคืออะไร", "เขียนจดหมายถึงลูกค้า")]
    [InlineData("ko", "프랑스의 수도는 어디입니까?", "고객에게 편지를 써 주세요.")]
    [InlineData("ja", "フランスの首都はどこですか？", "顧客に手紙を書いてください。")]
    [InlineData("zh", "法国的首都是哪里？", "请给客户写一封信。")]
    public void Of_Sentence_IsItsLanguage(string language, string first, string second)
    {
        LanguageGuess.Of(first).ShouldBe(language);
        LanguageGuess.Of(second).ShouldBe(language);
        LanguageGuess.Known.ShouldContain(language);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42 + 17 = ?")]
    [InlineData("OK")]
    [InlineData("hi")]
    [InlineData("Berlin Paris Madrid")]
    public void Of_TooLittle_SaysNothing(string text) => LanguageGuess.Of(text).ShouldBeNull();

    [Fact]
    public void Of_AnyText_AllocatesNothing()
    {
        var text = string.Concat(Enumerable.Repeat("Was ist das für ein Satz, und warum? ", 40));
        LanguageGuess.Of(text);

        var before = GC.GetAllocatedBytesForCurrentThread();
        LanguageGuess.Of(text);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
