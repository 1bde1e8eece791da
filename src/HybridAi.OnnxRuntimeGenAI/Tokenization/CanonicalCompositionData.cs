namespace HybridAi.OnnxRuntimeGenAI.Tokenization;

/// <summary>Canonical decompositions and combining classes of the Unicode Character Database, version 14.0.</summary>
/// <remarks>
/// Deflated, in base 64. All numbers are variable-length, seven bits per byte, lowest first. The number of decompositions; for
/// each: code point minus the last one, first part minus the last one's (zigzag), second part (0 = none) times two plus one if
/// excluded from composition. Then the number of runs of one combining class; for each: start minus the end of the last one,
/// length, class (one byte). Hangul syllables are left out: they are computed.
/// </remarks>
internal static class CanonicalCompositionData
{
    public const string Packed =
        "xVgLWFXXlT5rn3O598DlggTxlRirxhBjEhNiaGIQYyZpp0k7NkknM+lMmmYmTR9qbZoxts00CEoRealI0Sgq4wMR0SASRFF8EYOKioqKF0XE" +
        "E8Qo10dQlOD8a59zUG/ks1/zfTN8d6+1H2utvfZ67X1IDa2geIpzkxKPNhUtES0DLdMttGo3abeuYd51+1gEgl58k191+/PFu9XQ/5t9BOPf" +
        "JrlpNFpsCjBa7D5gtJGgHY0WC/rRaLFpwGix2cBoMSZWY/z5bTpLjk0/0pbjT4czjUaLMdfVGOg7Gi22G73ApwlLVozJK2JsXS1Z1p6OkXee" +
        "176hcxZwllt9+s70FONvC//128fdnyETOLNrv5u2tuR22Qh+Efaet9t94E9KgEvcnigT3/eupcNjFo7yw9VkK2ELtBZiERCj49zCDoCpDgCB" +
        "tsVhzqjlwiKNtrGlb5tNypuXqAB7XTDrC+YO6uOmZCoka0vbfv0sfE7koIMWmwuMFn2XcZTf+Om7jJ/fDYwWY2L1dfMAzh9axoy2HNZoG+c5" +
        "C+8SFkVngHXElU5zKVWkBRIJEoOJeia4hy8gCryuk7OOD1kTBLA2iGgjdzSzCbfZONVoTLy778/h1t7crDmLjgZjbZC1xvwWjyMsXqbqsERZ" +
        "d5Dbarxb65PhdkRiQcVcRIo7qGeKewBiq5fjFpoXQRN9k6b32zANTP6DcjID0fOSHZDYcTSKwwhzrFYKjjy0aaq5QjEWRVfKWPNR1vxBm+OK" +
        "sFZe9aO0gz3a4rDwClHqXNaHlLw+NAbtufw+9GJen3mUJfL6iAfz+vQYmNenVivQrw52hV4drAZcHTx4ZPtgElYLtBr3w9Bc7YPHrREdQ0gp" +
        "fDD0pfYhWBgi+rYPeS1RtEeq7vbIQc+3R2IyElyRav/2yBYq1QoeUZWOYWB5BCzDsDosuoEKH3vqlx2PkkBD/8M4UfD45IuUH+X05EeRUhAl" +
        "lKlR5MqP+ugqdTwJsidBNiKNlonMaKHkRFNAZjQ5NkWfFjWO1lGB4a2jHIE3W/CIs6MC3z4dI5QzMbhPpowSYsooPQGdsDF3ph6fL7yjG3pW" +
        "PNwyTmi3N83VMu6hV8y+ikYC/YCWceWOKeOqYGS0GLt6VAKjxTYCo1XZqblDdEPRVePqgNG8fKlwY04uTh+r1kpsAzBaohNRJNB2OC2ZdtB8" +
        "Qws7NOw9vMBoMZak3bZ2n3VVQT/tYqxx5gdWmh76wNbb0irGv35aHN1ZxOartve2lSwkv4O3q36iR/qJ3GcrNXOyra4fRbWKAVs+0MLx71ud" +
        "BZPvol/MTuCdN61uzxuqpZ6dkCs0+xayT26V5Vi/A3ZrIbsE2N60byc/zQY1mqUrADebhldKipbmdlzXbKpZwGhbu+xqq2EtxFpqdkyCbL7Z" +
        "yydZJ+kyPKgEGvHTBq1skhVon/7BbxNbVtXdNpv/gbXZiT/YK5aoKD+RdxW1xhZ19P276E0QK9D+6vDb47L2N3KucthK3PngTp97Ga6BPDfl" +
        "jPeLWpoaDC2D6cR4i+J8dxTLbYoSPwr1ir2SOMFvZZu9UtOd1NkTLIrcCX+3ZqttGZu6k3HJlhH/DQ1t3hr/lb/YK1ndSBWHJ+S5RTNWhcKv" +
        "ZswutHkKu9Ok1abo7J4CkzpRGFAIUThQD6IIoHuIBgD1JQoGCiVyAgWS2jQuGazfog38lvxvf0v+6xOQtUoSGwWjrxnoycEiENZInojB5xOt" +
        "dQUH7gljYHEsqYvdIMj+EwjamaUHZsMwk8MsJyeCtA9Rf6B+RPdiat/Erm+dYJphixyIyd+T+grmBqL9/Jad7iPR/LtbeC7YPPzRNIJooOVK" +
        "F9ZYlZdu4X2EaAiWLgShX4YX4Od4dpV+CC1Os6qBUFUHRx2ruor3eIDoGaAooicxdSaI1Pn/ze/KpWLt70jbEEx0mei3WQnkQzX1ue9Bu38y" +
        "+i401ece8bbP7Qj0udUAn7v3cB++CX3ufo9i7EFDX2C+15wkcIudDIMeBN/iJEsa7ZY9Adq+Fg4wsdPCLOfW+UFPAbvNPkt4/N+tfqTFN9oa" +
        "W+3ZZSP4NEUhh8MvuH2B3p5FW0lofxdQA24bOj0ApBRjGPC39Xr9Cr3AQgL03Pv/rYc6i/UgcRvQIgDiM9Ssc4Jo+RwiKlgIkOAiOvcBUXk8" +
        "BkYE0flCrCtEc+YCxzVidvYFgHiUDe9AkPyYqBTfJZdRMdocRB0a3qT9iebOA1ERKk6HhygZeNNzRHV4sKaBqX4VZBkoNTlvgvpeoiVjiRp/" +
        "RvRxAhZKfkC0/XUsgHMdi8n5EGzIsxVLMZj3HSI83mkJdFsCRdOngaURWldj593fA3VvomuQWQj5xdAsGeMCMC6DVolIgWsoaln4njrGZzZU" +
        "oq2YqAFR27NoyKn9P4IJPsNiFSZL/wtfViD49LtE+7Ct75+IWiJhn6sgyISGjU9BORijBdtXgCgDOO8togup0OtiCajqywDuJ1q0GHg7WAzI" +
        "TcIhzzxMdDKXtYC6VxPQmX4JwAuJtdiy5YfQy0n0yXRM7vwrwJUlAAdjoc2LRJ1/hN/uwxg2LGfLlIThssZkBtJgK1Q98SeiL9OxsDeFvTYE" +
        "JvoIWyDlk2Gmc2zZNtihAtj3BmwHT2bAqJUw8DWUs7XX2dpwaWM4DoKKWITJizj6ERg18T0QYb866DmB6PQaHLaWnYi5Wt7z2DaAUvi9AbgY" +
        "28waii3gpjiUmXhIOwjONlxB558haoXUlmHQD/Snp0JUNloxiLMmIrIQF/tghi2rIekIrJvCJhwAe44hmjmIaPEsLORjwguPLwPldogtgBPP" +
        "c2RA7BFgL448FetswUVw+txcTFbmYZQCZyXhiKsOY7DuH+E9sOeBjT1TjICpwdWYDf81A1+GtnH4OstFrExvAsHuTQCfp0FY06uwIwbzcbgS" +
        "mK0OeBHwEhyqCmaZPx7e/hiE8c8jcvaDci6nlBflOBczcdMwU87SLgbgGLB1A2KxcwYm1s8E3W4crACu8cKPbbBCscMM5a2InVKsFWK+ANrC" +
        "ObUwSgFOtIPVasO2638Ni02Ce3FJbH8BJ4LlmuHqDJw03YsdmhGRZXDfegjLx7gJwv/nQaI98EEnmFdfxOSXrPMV9us7SOcnTOcn/hIOYNWL" +
        "EJIHEHVpbLZ6qB+PZEjA4VpZ4FLEdFwYqYgEUfxdUle+ApsyWwWc2QQ1/oEIvdfAj5xejS07g0jgw1zsvofUOJgyWSWtCV5AnfkX8MKgKyG8" +
        "qBdiYD5nGmc/5F2F5tirDt1siK3hlENbAwvt42VsAsvshuZ5iIKXkViYLUNMLoOQ42jNoGxCoFQKM5dZyjX0z2P+OCKgDn2YDn+Q4ZZav8XX" +
        "DjWxazHdCaZm2A3xjuht1EzRHMHZZiXdiO5F6J/COeOQVMVwOc7sRZ5w+NfikKVgnEw04wRHxHQUmJUJHlJP7eV6iD3ncl5DUDIaPJsGOb+A" +
        "0hDA2ZeExlnhg/JFwBzsSJD5nD049kGP1HuRMClrMf0lMMcaK/VTBC3QVE4VKLYGeBwoQbVRMw3jkptWhponTgswTwDvFLKNVTPwLyKoTvWU" +
        "jwpqI1PHfCEPuh0kEFWLEa6DJ8wCDaNnQ0oVTpSDxTYsVoCuCDgTrGnoz4OjyoRZeDP49CTPVQNyFKR/lXqCFGmSTWYCd2DYAHUva+YNUQYp" +
        "KdC7mssuWjKkfZ+ot/RiIfIjE57x5sKx6Oci01sbYPs2OB45s2gnONPg2EQ228JOaJGF0D1jaGcixBOtEUE9EnqRMq0XVRxyWr0Lh5ytEaRc" +
        "QGuPIHHnJrQ7z9nz/vi29tClCHLeiKBwtLAbEbuHtuS7Lm91CQ0gJBwgAYFXvd1FDOZr+a4OlGGlcI+rVTQ5Lteg31DjEsq1GlcHdarHa0EI" +
        "8HXA1eCGJtcyn9je4Ni1w0OCgaceQDnB4CSDUwxO7/C8XkxdNKLeBsSEAqBit/Z1KkzKXxyoWLvgxYTPAOaTzOc0MivnKHPmMdRJ5ERpJSQc" +
        "PRAsQxVORn2rqsZoxxaMve/J5O3giS8YQMxqeKwiSG5xELWGDtyA11DQPnvfvMYjZOVAhmzDoGmSjECUimFyxYzE/5RZHSZDMlwSKPJXV4ct" +
        "rhg4wq73ZGYnHcdEa32wLAEY8/23ywzG0UTYkG8WvHYSzbkxUspQWZ2xAV4ieYjLhZCfizYDMYnqeRTqVqNwbtbk2aACv4aqhSw2nEA+H/Y7" +
        "1RosDwEZkVJYHGftV8Fmvl6/hM6bMp4X8F0E5tZUkmbIzjDzGIpkXgPV9KvBUqX+krqqA6NPOkxrc5qdxMG2cA3ZNNvkX2IW/sJpINgSD1DJ" +
        "oHWKR6YcjFdF0oyns3hjfq78s5QPm6dyNm5dgkRKZdDMwwD5wxEyZsPey2cBGBkeqd4JfLVQOVcjDNZxpWv8AmzbN6LXOt10UDo/X84z+IV0" +
        "Fe6PDGyeyqceCVMxjpvLhTIbIN6sWTAsTP1vclskfT/p+Tfl0CXdFWFakZ0Hh/AT7yoX2wULAabw84NkyGzll9Eie2E9RtFEX/EbrI1Zh8pQ" +
        "fglvZh5VrgTAs2FjPmj35AHkQ496aHSCq55vFcBMrpt4oXjfkFap/QmilgsYLtfl/CTs4BecSwYbHnioqQ2fQM6lk7BKI9f3M6yQKm2xbzVW" +
        "yhnUY7IFk+fW8VuWX6KsNydbB78LmCSdwbQNfFuwcVNKMFy6DmAGD3cyeEOeGAxLNmA+AWlzHDf04TJOQs7E9s0eGR4c/Xx/jpWl+Dey01/m" +
        "ZdEmUBxgsjZo82dYSt7IlQAo4Zn8Ali9DaCFS/Vm8z5NZ8z1eYSMrukcW81VpreDZBj79sMYm/cCbOQ3dSpLyNnJx+G60Vdq7avmMzKASypq" +
        "gDdBg7XcQbyWH+CrlcHRA2as5dSa3hsqQ4Ivl3qemcVuX+LlaD8GkFcPsI2Hx9cgUBcUAuQaGD5qXvHpW0JlSh05xq+BLzwyf38k42tFs0fa" +
        "UpHJsZifXkvYTdMZLGLvVIN3QSuoPjQzez/f/4mHMLvwEmaTvvJI1rOXgUv5PcZfZLn8Eg2XZaGOv7dqzcJ1gS+ow6ewVmNAwOc3PDK6trFd" +
        "i85g5hgTnGrGMIMjSJdxmpKMqNqRBLCNJ1POkrzsuZIt5ldC8/VQGd/HGMd1ApSngjgpHWA/fwmxm5BI+bNDzEfINO5kzAFozQQ4zuV/9ib0" +
        "yi5Zl3Qrdwx+J8zkjG5aGypDahu/2JDr6yqDpeLFcOnpAn4Lc2YGyWp6YDPHMwNNmgDvyoLFkL2KAW4RTpxM/vzhLwohX5j8RfIXUJ83mVCe" +
        "ixdbH3ArQXEgB3U45Ya5iCrQXIbFXev5DMsBFizvIVNx0QrgrSDZswqdKi7VveW5NdNxz5lvKf6OBeJPv0SzeNQn8gMmScibIp1x9XQhz5dU" +
        "CvkLS0JkDd7PL5PkGQBf7+Ov5XQYwofO3qoe0ihF6Riwtfg9lIWwXrYlhLMxRN5oxWSGh68S40NeLF9ohsHwuYiS4j2L7mwe8+O3uC5E6vXJ" +
        "IXYJSbXKjqC/lEEZjrNJyKD9FGvXkIx411edwFL9UYCzq7Gyna+/OJ5bnAbVytbyiTkmG0/z+7sZC/lQ4XBOmLyxDq7D+kEfZlcvxczO5QBz" +
        "LobImMV31by2EC57vEMJCL/8FKDDtB0exCdKecNysGyIgyyvZj7P6yuEjMrLW9igqVhZuRc08/YBzAING31lOmfBDv7w40dsoLRzuIT4Gk/+" +
        "OJQ6RVxAT0OhZkXzMqQjisOriCoeAgZ5FQdx3wUan0KGonoV1VCElwCZRfIKs3NGES03YbAxWzgMeNqraFiUfHScOwGGEgDxclKYk01SQKBC" +
        "QQq5FQpWyKNQiEKhCvVQKEwR9ygUrlBPhQMOn0C9Ff4/JEtAbHyfteuv0P0KDRhO/RS6V6H7umYU+o5CA3kjqOno2tQbSoPecRrC1I0MIVAl" +
        "rKVBNLg/3aRkqMojWgc1z2L3b4XCWEROa6yTt7dmkG7AVuQwHla9z5oG1Iyh0AN29tzc0oKquZN9BtVekqo/S85Q0lV7p3flcDgZMbIz4Rb4" +
        "kd1x0msK/fQd2R8vdMAPufOuQnqw9ptxYpLs/PFl4e3HpsTvSDRNUfgrZ6pDwysinlgxHXAUeSfi/hL6K+Td61CNYqfQ+5OOd4ceSAZuwyZ8" +
        "iB037XDM9M33SA93GYiA4Y6bLifhvc0ZmgH1QkgfYp7LaTwl9GfIGST058mZzbZDnjgkjww46KCRN4AMVRiVJCwm24QIvVpp/irlATM2m+Sw" +
        "zopQ21P7HKwDcWiqBE6N5dFNXwoyd+vspRp4T+pvDTDwiqmTkdrMISsafiVcB3FXGFqgMUAYY4WRKUh/gHS8BPV+YcbTqheDn5HTTXor3+1S" +
        "VYSZgyPNeJJ0PHH1NTm4u6cE4ABOPsAeJ3lxwXnnIGBmBbM/jEjWCZoh8fWlpl3LNc1IwPHnsi27QlHzPn5LKFZA+EOke0h/mnSFnC+oxnCh" +
        "jyLny6Tr5Py1nMRTygnvjhUcH72dhuow9hCHmLMXGf8hSa6TRH8mfZLs/J70VCF78ULoGjnxBaO/SnoY6T+GgirpiBoOE4yOzMNbZqTTWK+L" +
        "gAJ+1lY+JI7A3io1Ko4jLpcXBQKB0F8zMuHnDf2cBvUwhJNNhfNPQ++KQHhrRkOQ0zseZYOc/ws=";
}
