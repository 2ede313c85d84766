; O4  The price lies in its band, and the band is at least as wide as the feed's error on both sides.
;
; p the feed's price, delta its error bound in wad: lo = floor(p (W - delta) / W), hi = ceil(p (W + delta) / W).

(declare-const p Int) (declare-const delta Int) (declare-const lo Int) (declare-const hi Int)
(define-fun W () Int 1000000000000000000)
(assert (and (> p 0) (>= delta 0) (<= delta W)))
(define-fun low () Bool (and (<= (* lo W) (* p (- W delta))) (< (* p (- W delta)) (* (+ lo 1) W))))
(define-fun high () Bool (and (>= (* hi W) (* p (+ W delta))) (> (* p (+ W delta)) (* (- hi 1) W))))

(echo "lemma: lo <= p <= hi")
(push) (assert low) (assert high) (assert (or (> lo p) (> p hi))) (check-sat) (pop)

(echo "lemma: hi / lo >= 1 + 2 delta")
(push) (assert low) (assert high) (assert (< (* hi W) (* lo (+ W (* 2 delta))))) (check-sat) (pop)

; Scaling: a feed answer with f decimals for a token with t decimals becomes answer * 10^(54 - f - t), exactly.
(echo "lemma: an answer below 2^127 of any decimals, times a balance below 2^128, over 1e36, fits 256 bits")
(push) (declare-const answer Int) (declare-const scale Int) (declare-const balance Int)
(assert (and (>= answer 0) (< answer (^ 2 127)) (>= balance 0) (< balance (^ 2 128)) (>= scale 1) (<= scale (^ 10 36))))
(assert (>= (div (* answer scale balance) (^ 10 36)) (^ 2 256))) (check-sat) (pop)

(echo "mutant: both ends round down")
(push) (assert low) (assert (and (<= (* hi W) (* p (+ W delta))) (< (* p (+ W delta)) (* (+ hi 1) W))))
(assert (< (* hi W) (* lo (+ W (* 2 delta))))) (check-sat) (pop)
