namespace HybridAi;

/// <summary>
/// How tier 0 and the heads become one score, on the log-odds scale: score = 1 / (1 + exp(-(offset + lexical · logit(tier 0) +
/// need · logit(need head) + competence · logit(competence head)))). A head that is not there counts as 0. Immutable.
/// </summary>
/// <param name="Offset">Added to the sum.</param>
/// <param name="Lexical">Weight of the log-odds of tier 0.</param>
/// <param name="Need">Weight of the log-odds of the head <see cref="ProbeHeads.Need"/>.</param>
/// <param name="Competence">Weight of the log-odds of the head <see cref="ProbeHeads.Competence"/>.</param>
public sealed record ProbeBlend(double Offset, double Lexical, double Need, double Competence = 0);
