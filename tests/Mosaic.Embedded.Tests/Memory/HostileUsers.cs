namespace Mosaic.Embedded.Tests.Memory;

/// <summary>Ids of users that are easily taken for one another.</summary>
internal static class HostileUsers
{
    public static IReadOnlyList<string> All { get; } =
    [
        LocalUser.Id, LocalUser.Id + " ", "Local",
        "ann", "Ann", "ANN", "an", "a", "ann ", " ann", "ann1", "ann/bob", "ann\\bob", "ann\nbob", "ann\tbob", "ann\u0001", "ann\u001f", "ann\u007f", "ann\u0085",
        "ann\u0301", "\u00e4nn", "a\u0308nn", "\u0430nn", "\uff41nn", "ann\u200b", "ann\u00ad", "ann\ufeff", "\u202eann", "ann\ufffd", "ann\uffff",
        "user:", "user:ann", "u:ann", "ann:", ":ann", "ann|bob", "ann;bob", "ann,bob", "ann.bob", "ann#1", "ann?", "ann*", "*", "?", "\"", "'", "ann' OR '1'='1",
        "ann\" OR \"u\":\"bob", "[a TO z]", "a~2", "a^9", "+ann", "-ann", "(ann)", "{ann}", "%", "_", "..", "../ann", "/", "\\", "ann%00", "\u0001", " ", "\u00a0", "\u3000",
        "0", "00", "null", "true", "\u0130", "i", "I", "\u0131", "\u00df", "ss", "SS", "\u03c3", "\u03c2", "\ud83d\ude00", "\ud83d\ude01", "\u6771\u4eac", "\u6771", "\u0e01\u0e32",
        new('u', 255), new('u', 256), new('\u00e9', 128),
    ];
}
