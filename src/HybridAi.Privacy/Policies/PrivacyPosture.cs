namespace HybridAi.Privacy;

/// <summary>What happens to text in which nothing was found.</summary>
public enum PrivacyPosture
{
    /// <summary>What is not found may leave.</summary>
    Open = 0,

    /// <summary>Nothing leaves the device unless the workflow, tenant or tag was released and the scan is complete.</summary>
    Closed = 1,
}
