using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

internal static class Pickers
{
    public static ITokenPicker Create(AnswerWishes wishes, int[] prompt, int vocabulary) => new GreedyPicker();
}
