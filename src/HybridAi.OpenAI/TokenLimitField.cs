namespace HybridAi.OpenAI;

/// <summary>Which request field carries <c>ChatOptions.MaxOutputTokens</c>; servers differ, and some ignore the other one.</summary>
public enum TokenLimitField
{
    /// <summary><c>max_completion_tokens</c>: OpenAI (its reasoning models accept nothing else), vLLM. The default.</summary>
    MaxCompletionTokens,

    /// <summary><c>max_tokens</c>: Ollama, LM Studio, llama.cpp and older servers.</summary>
    MaxTokens,
}
